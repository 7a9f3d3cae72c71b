package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.InitialWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.engine.WeightsException;
import org.apga.plan.DataIdentity;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.plan.Trial;
import org.apga.store.weights.Origin;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartWeightsTest {
  private static final Configuration HADOOP = new Configuration(false);

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  private static GridConfig config(String... sets) {
    return ConfigReader.read(new File("conf/demo.conf"), List.of(sets));
  }

  private GridConfig starting(String setting, Map<String, Tensor> tensors) {
    Path file = folder.resolve("start.npz");
    new WeightsFile(file.toString(), HADOOP).write(new NetworkState(tensors), new Origin("x", "y"));
    return config(setting + "=\"" + file + "\"");
  }

  private static Trial trial(GridConfig config, StartHashes start, Arm arm) {
    return trials(config, start, arm).get(0);
  }

  /** Of the first part and seed 1. */
  private static List<Trial> trials(GridConfig config, StartHashes start, Arm arm) {
    return GridPlanner.plan(
            config,
            DataIdentity.madeUp("manifest", config.grid().parts()),
            new TreeMap<>(),
            start,
            List.of(),
            Map.of())
        .trials()
        .stream()
        .map(Planned::trial)
        .filter(t -> t.cell().arm() == arm && t.seed() == 1)
        .filter(t -> t.cell().part().equals(config.grid().parts().get(0)))
        .toList();
  }

  private static Map<String, Tensor> without(Map<String, Tensor> tensors, String... prefixes) {
    Map<String, Tensor> less = new LinkedHashMap<>(tensors);
    for (String prefix : prefixes) {
      less.keySet().removeIf(name -> name.startsWith(prefix));
    }
    return less;
  }

  private static double first(NetworkState state, String name) {
    return Objects.requireNonNull(state.tensors().get(name)).at(0);
  }

  @Test
  void whereNoFileIsNamedWeightsAreDrawnForTheSeed() throws IOException {
    GridConfig config = config();
    StartWeights start = new StartWeights(config, HADOOP);
    StartHashes hashes = start.check(said::add);
    Trial trial = trial(config, hashes, Arm.APGA);

    assertThat(hashes).isEqualTo(StartHashes.NO_FILES);
    assertThat(said).isEmpty();
    assertThat(first(start.classifier(trial), "features.conv0.weight"))
        .isEqualTo(first(InitialWeights.draw(config.classifier(), 1), "features.conv0.weight"));
    assertThat(start.policy(trial).decoderDrawn()).isTrue();
    assertThat(StartWeights.told("", trial, GridPlanner.CLASSIFIER_WEIGHTS)).isEqualTo("drawn");
  }

  @Test
  void aBaselineStartsFromTheFileAndItsMissingHeadIsDrawnForTheSeed() throws IOException {
    NetworkState given = InitialWeights.draw(config().classifier(), 77);
    GridConfig config = starting("classifier.weights", without(given.tensors(), "classifier."));
    StartWeights start = new StartWeights(config, HADOOP);
    StartHashes hashes = start.check(said::add);
    Trial trial = trial(config, hashes, Arm.BASELINE);

    NetworkState state = start.classifier(trial);

    assertThat(said)
        .containsExactly(
            folder.resolve("start.npz")
                + " gives the classifier without a head; the rest is drawn for each seed");
    assertThat(first(state, "features.conv0.weight"))
        .isEqualTo(first(given, "features.conv0.weight"));
    assertThat(first(state, "classifier.0.weight"))
        .isEqualTo(first(InitialWeights.draw(config.classifier(), 1), "classifier.0.weight"));
    assertThat(
            StartWeights.told(config.start().classifier(), trial, GridPlanner.CLASSIFIER_WEIGHTS))
        .isEqualTo(hashes.classifier() + " start.npz");
    assertThat(hashes.classifier()).hasSize(64);
    assertThat(hashes.policy()).isEqualTo("drawn");
  }

  @Test
  void aHeadOfTwoClassesIsReplacedWhereThereAreFour() throws IOException {
    NetworkState given = InitialWeights.draw(config().classifier(), 77);
    starting("classifier.weights", given.tensors());
    Path file = folder.resolve("start.npz");
    GridConfig config =
        config(
            "classifier.weights=\"" + file + "\"",
            "data.manifest=\"kinds.csv\"",
            "data.classes=[normal, fracture, step-off, plate]");
    StartWeights start = new StartWeights(config, HADOOP);
    Trial trial = trial(config, start.check(said::add), Arm.BASELINE);

    NetworkState state = start.classifier(trial);

    assertThat(said)
        .containsExactly(
            file
                + " gives the classifier without its head, which has 2 classes and not 4; the rest"
                + " is drawn for each seed");
    assertThat(state.tensors().get("classifier.0.bias"))
        .extracting(Tensor::shape)
        .isEqualTo(new int[] {4});
    assertThat(first(state, "features.conv0.weight"))
        .isEqualTo(first(given, "features.conv0.weight"));
  }

  @Test
  void eachVariantStartsFromItsOwnFileAndTheSameContentIsTheSameTrial() throws IOException {
    NetworkState given = InitialWeights.draw(config().classifier(), 77);
    GridConfig own = starting("classifier.weights", given.tensors());
    Path copy = Files.copy(folder.resolve("start.npz"), folder.resolve("copy.npz"));
    Map<String, String> settings = new TreeMap<>(own.settings());
    settings.put("grid.vary", "{\"classifier.weights\" = [\"\", \"" + copy + "\"]}");
    GridConfig varied = ConfigReader.read(settings);

    StartHashes hashes = new StartWeights(varied, HADOOP).check(said::add);
    List<Trial> baselines = trials(varied, hashes, Arm.BASELINE);

    assertThat(hashes.varied().values()).contains("drawn", hashes.classifier());
    assertThat(said).hasSize(2).allMatch(line -> line.endsWith(" gives all of the classifier"));
    assertThat(baselines)
        .extracting(trial -> trial.identity().get(GridPlanner.CLASSIFIER_WEIGHTS))
        .containsExactly("drawn", hashes.classifier());
    assertThat(baselines.get(1).id()).isEqualTo(trial(own, hashes, Arm.BASELINE).id());
  }

  @Test
  void aPolicyIsReadyOnlyIfItsDecoderIsGivenToo() throws IOException {
    Map<String, Tensor> all = InitialWeights.draw(config().policy(), 77).tensors();
    GridConfig whole = starting("policy.weights", all);
    StartWeights start = new StartWeights(whole, HADOOP);
    assertThat(start.policy(trial(whole, start.check(said::add), Arm.APGA)).decoderDrawn())
        .isFalse();

    GridConfig encoder = starting("policy.weights", without(all, "center", "dec", "final"));
    start = new StartWeights(encoder, HADOOP);
    assertThat(start.policy(trial(encoder, start.check(said::add), Arm.APGA)).decoderDrawn())
        .isTrue();
  }

  @Test
  void anotherContentThanWasPlannedIsRefused() throws IOException {
    Map<String, Tensor> tensors = InitialWeights.draw(config().classifier(), 77).tensors();
    GridConfig config = starting("classifier.weights", tensors);
    StartWeights start = new StartWeights(config, HADOOP);
    Trial trial = trial(config, start.check(said::add), Arm.BASELINE);
    starting("classifier.weights", InitialWeights.draw(config.classifier(), 78).tensors());

    assertThatThrownBy(() -> start.classifier(trial))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "Cannot start from "
                + folder.resolve("start.npz")
                + ": its content has changed since the run was planned. Start the run again.")
        .satisfies(e -> assertThat(FailureCause.of(e)).isEqualTo(FailureCause.CONFIG));
  }

  @Test
  void aFileThatDoesNotFitIsRefusedBeforeAnythingStarts() {
    GridConfig config =
        starting(
            "policy.weights",
            without(InitialWeights.draw(config().policy(), 77).tensors(), "dec1.conv.bias"));

    assertThatThrownBy(() -> new StartWeights(config, HADOOP).check(said::add))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "Cannot use "
                + folder.resolve("start.npz")
                + " for the policy: tensor dec1.conv.bias is missing. Check that the file is of this"
                + " architecture and size.");
  }

  private Path chest() {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(InitialWeights.draw(config().classifier(), 77).tensors());
    tensors.put("op_threshs", new Tensor.Floats(new int[] {2}, new float[] {0.1f, Float.NaN}));
    Path file = folder.resolve("chest.npz");
    new WeightsFile(file.toString(), HADOOP).write(new NetworkState(tensors), new Origin("x", "y"));
    return file;
  }

  @Test
  void aClassifierStartsWithTheLevelsItsFileTellsWhereTheSettingSaysSo() throws IOException {
    Path file = chest();
    GridConfig config = config("classifier.weights=\"" + file + "\"", "data.normalise=weights");
    StartWeights start = new StartWeights(config, HADOOP);

    StartHashes hashes = start.check(said::add);

    assertThat(said)
        .containsExactly(
            file + " gives all of the classifier",
            file + ": op_threshs, the thresholds of torchxrayvision's 2 outputs, is left out");
    assertThat(start.classifier(trial(config, hashes, Arm.BASELINE)).input())
        .isEqualTo(Normalisation.TORCHXRAYVISION);
  }

  @Test
  void levelsThatAreNotThoseOfTheFileAreSaid() {
    Path file = chest();
    GridConfig config = config("classifier.weights=\"" + file + "\"", "data.normalise=imagenet");

    new StartWeights(config, HADOOP).check(said::add);

    assertThat(said)
        .hasSize(3)
        .endsWith(
            file
                + " was trained on black as -1024 and white as 1024; data.normalise = imagenet feeds"
                + " other levels; data.normalise = weights would feed those of the file");
  }

  @Test
  void aFileThatRecordsNoLevelsIsRefusedWhereTheyAreWanted() {
    Map<String, Tensor> tensors = InitialWeights.draw(config().classifier(), 77).tensors();
    Path file = folder.resolve("start.npz");
    new WeightsFile(file.toString(), HADOOP).write(new NetworkState(tensors), new Origin("x", "y"));
    GridConfig config = config("classifier.weights=\"" + file + "\"", "data.normalise=weights");

    assertThatThrownBy(() -> new StartWeights(config, HADOOP).check(said::add))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "Cannot use data.normalise = weights with "
                + file
                + ": the file records no normalisation. Set data.normalise to none, imagenet or"
                + " dataset.");
    assertThatThrownBy(() -> config("data.normalise=weights"))
        .hasMessageContaining(
            "data.normalise is weights, but classifier.weights names no file that could record a"
                + " normalisation.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "dl4j-graph"})
  void aTrialKeepsTheLevelsOfItsFileAndADrawnPolicyGetsThemAsTheyAre(String engine)
      throws Exception {
    Path data = folder.resolve("data");
    TinyTrial.phantoms(data);
    Path file = folder.resolve("tiny.npz");
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(
            InitialWeights.draw(new DenseNetSpec(32, List.of(1, 1, 1, 1), 4, 8, 4, 2), 7)
                .tensors());
    // As a network has it whose white is 1024.
    tensors.computeIfPresent("features.conv0.weight", (name, stem) -> divided(stem, 1024));
    WeightsFile weights = new WeightsFile(file.toString(), HADOOP);
    weights.write(
        new NetworkState(tensors).withInput(Normalisation.TORCHXRAYVISION), new Origin("x", "y"));
    TinyTrial trial =
        new TinyTrial(
            data,
            folder.resolve(engine).toString(),
            "engine=" + engine,
            "classifier.weights=\"" + file + "\"",
            "data.normalise=weights");
    trial.startHashes(new StartHashes(weights.sha256(), StartHashes.DRAWN));

    assertThat(trial.attempt(Arm.BASELINE)).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(trial.attempt(Arm.END2END)).isInstanceOf(TrialOutcome.Completed.class);

    for (Arm arm : List.of(Arm.BASELINE, Arm.END2END)) {
      assertThat(read(trial.weights(arm, "classifier")).input())
          .isEqualTo(Normalisation.TORCHXRAYVISION);
    }
    assertThat(read(trial.weights(Arm.END2END, "policy")).input()).isEqualTo(Normalisation.NONE);
  }

  private static Tensor divided(Tensor tensor, double by) {
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (tensor.at(i) / by);
    }
    return new Tensor.Floats(tensor.shape(), values);
  }

  private static NetworkState read(Path file) throws IOException {
    return new WeightsFile(file.toString(), HADOOP).read().state();
  }

  @Test
  void aPickleIsRefusedBeforeAnythingStarts() throws IOException {
    Path pickle = Files.write(folder.resolve("net.pth"), new byte[] {(byte) 0x80, 2, 0, 0});
    GridConfig config = config("classifier.weights=\"" + pickle + "\"");

    assertThatThrownBy(() -> new StartWeights(config, HADOOP).check(said::add))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith(
            "Cannot read weights " + pickle + ": it is a PyTorch checkpoint, a pickle");
  }
}
