package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.ImportedWeights;
import org.apga.engine.InitialWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.engine.UNetSpec;
import org.apga.store.Attempt;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.store.weights.Origin;
import org.apga.store.weights.StoredNetwork;
import org.apga.store.weights.WeightsFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsCommandTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final Path TORCH = Path.of("src/test/resources/weights/densenet.npz");
  private static final String TRIAL = "elbow-apga-full-s7-0123456789ab";
  private static final String[] CUSTOM = {
    "--blocks", "1,2,1,1", "--growth", "2", "--stem-width", "4", "--bottleneck", "2"
  };

  @TempDir private Path folder;

  private static CommandRun weights(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "weights";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(Map.of(), all);
  }

  private CommandRun imported(Path from, Path to) {
    String[] arguments =
        Arrays.copyOf(new String[] {"import", "--classifier", from.toString()}, 5 + CUSTOM.length);
    arguments[3] = "--out";
    arguments[4] = to.toString();
    System.arraycopy(CUSTOM, 0, arguments, 5, CUSTOM.length);
    return weights(arguments);
  }

  private static StoredNetwork read(Path file) throws IOException {
    return new WeightsFile(file.toString(), HADOOP).read();
  }

  private static void assertSameBits(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(List.copyOf(actual.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    expected.forEach(
        (name, tensor) -> {
          Tensor other = Objects.requireNonNull(actual.get(name));
          assertThat(other).as(name).hasSameClassAs(tensor);
          assertThat(other.shape()).as(name).isEqualTo(tensor.shape());
          for (int i = 0; i < tensor.size(); i++) {
            assertThat(Double.doubleToRawLongBits(other.at(i)))
                .as(name)
                .isEqualTo(Double.doubleToRawLongBits(tensor.at(i)));
          }
        });
  }

  /** A trial with a classifier and a policy; the second of three epochs was the best. */
  private ResultStore store(DenseNetSpec densenet, @Nullable UNetSpec unet) throws IOException {
    ResultStore store = ResultStore.open(folder.resolve("results").toString(), HADOOP);
    Attempt attempt = store.begin(TRIAL);
    attempt.write("classifier", InitialWeights.draw(densenet, 1));
    if (unet != null) {
      attempt.write("policy", InitialWeights.draw(unet, 1));
    }
    attempt.write(
        Tables.TRIALS,
        List.of(Row.builder(Tables.TRIALS).set("trial", TRIAL).set("best_epoch", 2).build()));
    attempt.write(
        Tables.EPOCHS,
        List.of(1, 2, 3).stream()
            .map(
                epoch ->
                    Row.builder(Tables.EPOCHS)
                        .set("trial", TRIAL)
                        .set("epoch", epoch)
                        .set("steps", 10)
                        .build())
            .toList());
    store.commit(attempt.offer("elbow", "apga", "full", 7, new TreeMap<>(), new TreeMap<>()));
    return store;
  }

  private CommandRun export(String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("export", "--root", folder.resolve("results").toString(), "--trial", TRIAL));
    arguments.addAll(List.of(more));
    return weights(arguments.toArray(String[]::new));
  }

  @Test
  void anImportWritesTheSameBitsByOurNamesAndTheFilesHash() throws IOException {
    Path out = folder.resolve("out.npz");
    String hash = new WeightsFile(TORCH.toString(), HADOOP).sha256();

    CommandRun run = imported(TORCH, out);

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .containsExactly(
            "densenet.npz (SHA-256 " + hash + ") gives all of the classifier.",
            "76 tensors are in " + out + ".");
    StoredNetwork written = read(out);
    assertThat(written.origin()).isEqualTo(new Origin("densenet.npz", hash));
    assertSameBits(
        written.state().tensors(),
        ImportedWeights.classifier(
                new DenseNetSpec(32, List.of(1, 2, 1, 1), 2, 4, 2, 2), read(TORCH).state(), "")
            .tensors());
    assertThat(folder.resolve(".out.npz.crc")).doesNotExist();
    // The same file, imported again and from safetensors, has the same weights.
    Path again = folder.resolve("again.npz");
    imported(TORCH.resolveSibling("densenet.safetensors"), again);
    assertSameBits(read(again).state().tensors(), written.state().tensors());
    imported(out, again);
    assertSameBits(read(again).state().tensors(), written.state().tensors());
  }

  @Test
  void anExportOfOneChannelIsTheSumOfThreeAndIsImportedAgain() throws IOException {
    store(new DenseNetSpec(32, List.of(1, 2, 1, 1), 2, 4, 2, 2), new UNetSpec(32, 1));
    Path out = folder.resolve("out.npz");
    Path back = folder.resolve("back.npz");

    assertThat(export("--channels", "1", "--out", out.toString()).lines())
        .containsExactly(
            "The classifier of %s is in %s: 76 tensors; its first convolution is the sum over three channels."
                .formatted(TRIAL, out));

    Tensor stem = Objects.requireNonNull(read(out).state().tensors().get("features.conv0.weight"));
    assertThat(stem.shape()).containsExactly(4, 1, 7, 7);
    assertThat(imported(out, back).errors()).isEmpty();
    export("--network", "policy", "--channels", "1", "--out", out.toString());
    for (String name : List.of("encoder.0.weight", "conv1.weight")) {
      assertThat(Objects.requireNonNull(read(out).state().tensors().get(name)).shape()[1])
          .isEqualTo(1);
    }
    assertThat(export("--channels", "2", "--out", out.toString()).errors())
        .containsExactly("Cannot export 2 channels: name 1 or 3.");
  }

  @Test
  void channelsThatSawDifferentLevelsAreNotSummed() throws IOException {
    ResultStore store = ResultStore.open(folder.resolve("results").toString(), HADOOP);
    Attempt attempt = store.begin(TRIAL);
    attempt.write(
        "classifier",
        InitialWeights.draw(new DenseNetSpec(32, List.of(1, 1, 1, 1), 2, 4, 2, 2), 1)
            .withInput(Normalisation.IMAGENET));
    store.commit(attempt.offer("elbow", "apga", "full", 7, new TreeMap<>(), new TreeMap<>()));
    Path out = folder.resolve("out.npz");

    CommandRun run = export("--channels", "1", "--out", out.toString());

    assertThat(run.errors())
        .containsExactly(
            "Cannot export "
                + TRIAL
                + " with one channel: it was trained on black as -2.118, -2.036, -1.804 and white"
                + " as 2.249, 2.429, 2.64, which differ by channel. Export three.");
    assertThat(out).doesNotExist();
  }

  @Test
  void aFileOfAnotherDepthIsRefusedInOneLineAndNothingIsWritten() {
    Path out = folder.resolve("out.npz");

    CommandRun run = weights("import", "--classifier", TORCH.toString(), "--out", out.toString());

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .startsWith(
            "Cannot use "
                + TORCH
                + " for the classifier: tensor features.denseblock1.denselayer2.norm1.weight is"
                + " missing (and ");
    assertThat(out).doesNotExist();
  }

  @Test
  void aDepthThatDoesNotExistIsRefused() {
    CommandRun run =
        weights("import", "--classifier", TORCH.toString(), "--depth", "99", "--out", "x.npz");

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly("Cannot build a DenseNet-99: the depths are 121, 169 and 201.");
  }

  @Test
  void whatAnImportLeavesOutIsSaid() throws IOException {
    Path vgg = folder.resolve("vgg.npz");
    Map<String, Tensor> encoder =
        new java.util.LinkedHashMap<>(InitialWeights.draw(new UNetSpec(32, 1), 1).tensors());
    encoder.keySet().removeIf(name -> !name.startsWith("encoder."));
    new WeightsFile(vgg.toString(), HADOOP).writeForTorch(encoder, 0);
    Path out = folder.resolve("out.npz");

    CommandRun run =
        weights("import", "--policy", vgg.toString(), "--base-width", "1", "--out", out.toString());

    assertThat(run.lines())
        .hasSize(3)
        .endsWith(
            "Left out, and drawn for each seed that starts from it: 24 tensors,"
                + " center.block.0.conv.weight to final.bias.",
            "16 tensors are in " + out + ".");
  }

  @Test
  void anExportIsWhatWasStoredBitForBitAndIsImportedAgain() throws IOException {
    DenseNetSpec densenet = new DenseNetSpec(32, List.of(1, 2, 1, 1), 2, 4, 2, 2);
    UNetSpec unet = new UNetSpec(32, 1);
    store(densenet, unet);
    Path out = folder.resolve("out.npz");
    Path back = folder.resolve("back.npz");

    CommandRun run = export("--out", out.toString());

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .containsExactly("The classifier of " + TRIAL + " is in " + out + ": 76 tensors.");
    assertSameBits(read(out).state().tensors(), InitialWeights.draw(densenet, 1).tensors());
    imported(out, back);
    assertSameBits(read(back).state().tensors(), InitialWeights.draw(densenet, 1).tensors());

    export("--head", "linear", "--out", out.toString());
    assertThat(read(out).state().tensors().keySet())
        .endsWith("classifier.weight", "classifier.bias");

    export("--network", "policy", "--out", out.toString());
    assertThat(read(out).state().tensors()).hasSize(56).containsKey("conv4s.bias");
    weights("import", "--policy", out.toString(), "--base-width", "1", "--out", back.toString());
    assertSameBits(read(back).state().tensors(), InitialWeights.draw(unet, 1).tensors());
  }

  @Test
  void weightsThatHoldNaNAreNotImportedAndTheTensorIsNamed() {
    Path spoilt = folder.resolve("spoilt.npz");
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(
            InitialWeights.draw(new DenseNetSpec(32, List.of(1, 1, 1, 1), 2, 4, 2, 2), 1)
                .tensors());
    tensors.put(
        "features.norm0.running_var",
        new Tensor.Floats(new int[] {4}, new float[] {1, Float.NaN, 1, 1}));
    new WeightsFile(spoilt.toString(), HADOOP)
        .write(new NetworkState(tensors), new Origin("x", "y"));
    Path out = folder.resolve("out.npz");

    CommandRun run = imported(spoilt, out);

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot use the weights in "
                + spoilt
                + ": tensor features.norm0.running_var holds NaN, which is not a variance. The"
                + " network diverged, or the file was damaged before it was saved; use another.");
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../results/trials/" + TRIAL, "..", "", TRIAL + "/", "a/b"})
  void whatIsNoIdIsNoTrial(String id) throws IOException {
    ResultStore store =
        store(new DenseNetSpec(32, List.of(1, 1, 1, 1), 2, 4, 2, 2), new UNetSpec(32, 1));

    assertThat(store.commit(TRIAL)).isPresent();
    assertThat(store.commit(id)).isEmpty();
    CommandRun run =
        weights(
            "export",
            "--root",
            folder.resolve("results").toString(),
            "--trial",
            id,
            "--out",
            folder.resolve("out.npz").toString());
    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot export trial "
                + id
                + ": it is not committed in "
                + folder.resolve("results")
                + ". Name a trial with status completed of its table trials.");
  }

  @Test
  void aTrialThatIsNotThereIsRefused() {
    CommandRun run = export("--out", folder.resolve("out.npz").toString());

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot export trial "
                + TRIAL
                + ": it is not committed in "
                + folder.resolve("results")
                + ". Name a trial with status completed of its table trials.");
  }

  @Test
  void aPolicyThatATrialDoesNotHaveIsRefused() throws IOException {
    ResultStore store = store(new DenseNetSpec(32, List.of(1, 1, 1, 1), 2, 4, 2, 2), null);

    CommandRun run = export("--network", "policy", "--out", folder.resolve("out.npz").toString());

    assertThat(store.commit(TRIAL)).isPresent();
    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot export the policy of "
                + TRIAL
                + ": it stores none. Arms end2end and apga store a policy; all store a classifier.");
  }

  @Test
  void aPolicyThatWasRemovedByHandIsNotTakenForNone() throws IOException {
    ResultStore store =
        store(new DenseNetSpec(32, List.of(1, 1, 1, 1), 2, 4, 2, 2), new UNetSpec(32, 1));
    String attempt = store.commit(TRIAL).orElseThrow().attempt().toString();
    Path policy = folder.resolve("results/trials/" + TRIAL + "/" + attempt + "/policy.npz");
    Files.delete(policy);

    CommandRun run = export("--network", "policy", "--out", folder.resolve("out.npz").toString());

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot read file:"
                + policy
                + ": it was committed and is gone. Put it back, or remove the trial's folder, so that"
                + " the trial is trained again.");
  }

  @Test
  void inspectListsEveryTensor() {
    Path file = folder.resolve("x.npz");
    Map<String, Tensor> tensors = new java.util.LinkedHashMap<>();
    tensors.put("norm.running_var", new Tensor.Floats(new int[] {4}, new float[] {1, 3, 1, 3}));
    tensors.put("a.weight", new Tensor.Doubles(new int[] {1, 2}, new double[] {-0.5, 0.25}));
    Origin origin = new Origin("net.npz", "00ff");
    new WeightsFile(file.toString(), HADOOP).write(new NetworkState(tensors), origin);

    CommandRun run = weights("inspect", file.toString());

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .hasSize(4)
        .startsWith(
            "norm.running_var  [4]                  float32   mean  2.00000e+00  sd 1.00000e+00",
            "a.weight          [1, 2]               float64   mean -1.25000e-01  sd 3.75000e-01")
        .endsWith("Imported from net.npz (SHA-256 00ff)");
    assertThat(run.lines().get(2))
        .matches("2 tensors, 6 numbers\\. SHA-256 of the file: [0-9a-f]{64}");
  }

  @Test
  void weightsAloneSaysWhatItTakes() {
    CommandRun run = weights();

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors().get(0))
        .isEqualTo(
            "Cannot run apga weights: name one of import, export, inspect. See apga weights --help.");
  }
}
