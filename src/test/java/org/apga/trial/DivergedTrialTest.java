package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.engine.InitialWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.engine.UNetSpec;
import org.apga.plan.StartHashes;
import org.apga.store.CheckpointName;
import org.apga.store.weights.NetworkFile;
import org.apga.store.weights.Origin;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trials whose networks stop computing numbers. */
class DivergedTrialTest {
  private static final String STEP = "in epoch \\d, step \\d of \\d";

  @TempDir private static Path folder;

  private static Path phantoms;

  @BeforeAll
  static void draw() throws Exception {
    phantoms = folder.resolve("phantoms");
    TinyTrial.phantoms(phantoms);
  }

  private static TinyTrial at(String root, String... more) {
    return new TinyTrial(phantoms, folder.resolve(root).toString(), more);
  }

  private static TrialOutcome.Failed failed(TinyTrial trial, Arm arm) throws Exception {
    TrialOutcome outcome = trial.attempt(arm);
    assertThat(outcome).isInstanceOf(TrialOutcome.Failed.class);
    assertThat(trial.store().commit(trial.trial(arm).id().value())).isEmpty();
    return (TrialOutcome.Failed) outcome;
  }

  private static void assertDiverged(TrialOutcome.Failed failed) {
    assertThat(failed.cause()).isEqualTo(FailureCause.DIVERGED);
    assertThat(failed.message())
        .matches(
            "Cannot begin training: a score of the policy is \\S+ before the first step\\. Check .*|"
                + "Cannot continue training: .* (is|holds) .* (at the evaluation )?"
                + STEP
                + "(, and was not at that "
                + STEP
                + ")?\\. Try a smaller train\\.learning-rate\\.");
  }

  @ParameterizedTest
  @CsvSource({"dl4j, float, 1e9", "dl4j, double, 1e200", "dl4j-graph, float, 1e9"})
  void aLearningRateFarTooLargeIsDivergedWhateverComputes(
      String engine, String precision, String rate) throws Exception {
    TinyTrial trial =
        at(
            engine + precision + rate,
            "engine=" + engine,
            "numerics.precision=" + precision,
            "train.epochs=3",
            "checkpoint.every-epochs=1",
            "train.learning-rate=" + rate);

    assertDiverged(failed(trial, Arm.BASELINE));

    String id = trial.trial(Arm.BASELINE).id().value();
    for (CheckpointName name : trial.store().checkpoints().of(id)) {
      assertThat(trial.store().checkpoints().open(id, name).network("classifier").flaw()).isEmpty();
    }
  }

  /** Finite weights, between whose layers numbers become too large. */
  @ParameterizedTest
  @CsvSource({
    "dl4j, END2END, 1e5",
    "dl4j, APGA, 1e5",
    "dl4j, APGA, 1e9",
    "dl4j-graph, END2END, 1e5",
    "dl4j-graph, APGA, 1e5"
  })
  void aPolicyThatComputesNoNumbersEndsItsTrialAsDiverged(String engine, Arm arm, double factor)
      throws Exception {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    InitialWeights.draw(new UNetSpec(32, 1), 1)
        .tensors()
        .forEach(
            (name, tensor) -> {
              double[] values = new double[tensor.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = tensor.at(i) * factor;
              }
              tensors.put(name, new Tensor.Doubles(tensor.shape(), values));
            });
    Path file = folder.resolve("policy.npz");
    new WeightsFile(file.toString(), new Configuration(false))
        .write(new NetworkState(tensors), new Origin("made up", "0"));
    TinyTrial trial =
        at(
            "policy " + engine + arm + factor,
            "engine=" + engine,
            "policy.weights=\"" + file + "\"");
    trial.startHashes(
        new StartHashes(
            StartHashes.DRAWN,
            new WeightsFile(file.toString(), new Configuration(false)).sha256()));
    trial.attempt(Arm.BASELINE);

    assertDiverged(failed(trial, arm));
  }

  @Test
  void anArmDoesNotStartFromABaselineThatHoldsNaN() throws Exception {
    TinyTrial trial = at("spoilt");
    trial.attempt(Arm.BASELINE);
    String id = trial.trial(Arm.BASELINE).id().value();
    String attempt = trial.store().commit(id).orElseThrow().attempt().toString();
    Path file = folder.resolve("spoilt/trials/" + id + "/" + attempt + "/classifier.npz");
    NetworkState state;
    try (InputStream in = Files.newInputStream(file)) {
      state = NetworkFile.read(in, "it");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
    tensors.put(
        "features.norm0.running_mean",
        new Tensor.Floats(new int[] {8}, new float[] {0, 0, Float.NaN, 0, 0, 0, 0, 0}));
    Files.delete(file);
    Files.deleteIfExists(file.resolveSibling(".classifier.npz.crc"));
    try (java.io.OutputStream out = Files.newOutputStream(file)) {
      NetworkFile.write(out, new NetworkState(tensors));
    }

    TrialOutcome.Failed failed = failed(trial, Arm.CONTINUE);

    assertThat(failed.cause()).isEqualTo(FailureCause.CONFIG);
    assertThat(failed.message())
        .isEqualTo(
            "Cannot use the weights in file:"
                + file
                + ": tensor features.norm0.running_mean holds NaN. The network diverged, or the file"
                + " was damaged before it was saved; use another.");
  }
}
