package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.ImportedWeights;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.store.weights.StoredNetwork;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks with another layout are imported, and the command reports what it changed. */
class ForeignWeightsTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final Path TORCH = Path.of("src/test/resources/weights/densenet.npz");

  @TempDir private Path folder;

  private static CommandRun imported(Path from, Path to, String... more) {
    return CommandRun.of(
        Map.of(),
        ("weights import --classifier %s --out %s --blocks 1,2,1,1 --growth 2 --stem-width 4"
                + " --bottleneck 2 %s")
            .formatted(from, to, String.join(" ", more))
            .strip()
            .split(" "));
  }

  private static StoredNetwork read(Path file) throws IOException {
    return new WeightsFile(file.toString(), HADOOP).read();
  }

  @Test
  void torchxrayvisionsNetworkIsImportedAndAllThatWasDoneIsSaid() throws IOException {
    Path chest = folder.resolve("chest.npz");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    ImportedWeights.withPlainHead(read(TORCH).state().tensors())
        .forEach((name, tensor) -> tensors.put("model." + name, tensor));
    tensors.put("model.features.conv0.weight", ones(4, 1, 7, 7));
    tensors.put("model.classifier.weight", ones(18, 4));
    tensors.put("model.classifier.bias", ones(18));
    tensors.put(
        "model.op_threshs", new Tensor.Floats(new int[] {2}, new float[] {0.5f, Float.NaN}));
    new WeightsFile(chest.toString(), HADOOP).writeForTorch(tensors, 3);
    String hash = new WeightsFile(chest.toString(), HADOOP).sha256();
    Path out = folder.resolve("out.npz");

    CommandRun run = imported(chest, out);

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .containsExactly(
            "chest.npz (SHA-256 "
                + hash
                + ") gives the classifier without its head, which has 18 classes and not 2.",
            "Changed: the prefix model. is removed from every name.",
            "Changed: model.op_threshs, the thresholds of torchxrayvision's 2 outputs, is left out.",
            "Changed: features.conv0.weight has one channel and is spread over three, a third of it"
                + " to each; that is exact only if data.normalise treats all channels alike, which"
                + " imagenet does not.",
            "Left out, and drawn for each seed that starts from it: classifier.0.weight,"
                + " classifier.0.bias.",
            "It was trained on black as -1024 and white as 1024, which "
                + out
                + " records. Set data.normalise = weights, so that networks that start from it get"
                + " the same input.",
            "74 tensors are in " + out + ".");
    assertThat(read(out).state().input()).isEqualTo(Normalisation.TORCHXRAYVISION);
    assertThat(CommandRun.of(Map.of(), "weights", "inspect", out.toString()).lines())
        .contains("Trained on black as -1024 and white as 1024");
    // Importing the file again keeps the record.
    Path again = folder.resolve("again.npz");
    assertThat(imported(out, again).errors()).isEmpty();
    assertThat(read(again).state()).usingRecursiveComparison().isEqualTo(read(out).state());
  }

  @Test
  void aHeadOfFourClassesIsKeptUnlessAnotherNumberIsNamed() throws IOException {
    Path four = folder.resolve("four.npz");
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(ImportedWeights.withPlainHead(read(TORCH).state().tensors()));
    tensors.put("classifier.weight", ones(4, 4));
    tensors.put("classifier.bias", ones(4));
    new WeightsFile(four.toString(), HADOOP).writeForTorch(tensors, 3);
    Path out = folder.resolve("out.npz");

    CommandRun run = imported(four, out);

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines().get(0))
        .endsWith(" gives all of the classifier, with a head for 4 classes.");
    assertThat(read(out).state().tensors().get("classifier.0.weight"))
        .extracting(Tensor::shape)
        .isEqualTo(new int[] {4, 4});
    assertThat(imported(four, out, "--classes=4").lines()).isEqualTo(run.lines());
    assertThat(imported(four, out, "--classes=2").lines().get(0))
        .endsWith(" gives the classifier without its head, which has 4 classes and not 2.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 class", "1001 classes"})
  void aHeadOfNoSuchNumberOfClassesIsRefused(String classes) {
    CommandRun run =
        imported(TORCH, folder.resolve("out.npz"), "--classes=" + classes.split(" ")[0]);

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot import a head of "
                + classes
                + ": a classifier has 2 to 1000. Name another number with --classes.");
  }

  private static Tensor ones(int... shape) {
    float[] values = new float[Tensor.sizeOf(shape)];
    Arrays.fill(values, 1);
    return new Tensor.Floats(shape, values);
  }
}
