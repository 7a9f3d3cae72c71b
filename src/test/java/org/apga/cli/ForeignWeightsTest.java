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

/** A network that is not laid out as ours is imported, and the command says what it changed. */
class ForeignWeightsTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final Path TORCH = Path.of("src/test/resources/weights/densenet.npz");

  @TempDir private Path folder;

  private static CommandRun imported(Path from, Path to) {
    return CommandRun.of(
        Map.of(),
        ("weights import --classifier %s --out %s --blocks 1,2,1,1 --growth 2 --stem-width 4"
                + " --bottleneck 2")
            .formatted(from, to)
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
            "Changed: the prefix model. is taken off every name.",
            "Changed: op_threshs is left out, the thresholds of torchxrayvision's 2 outputs.",
            "Changed: features.conv0.weight has one channel and is spread over three, a third of it"
                + " to each.",
            "Left out, and drawn for each seed where it is used: classifier.0.weight,"
                + " classifier.0.bias.",
            "It was trained on black as -1024 and white as 1024, which "
                + out
                + " records. Set data.normalise = weights, so that networks that start from it see"
                + " that too.",
            "74 tensors are in " + out + ".");
    assertThat(read(out).state().input()).isEqualTo(Normalisation.TORCHXRAYVISION);
    assertThat(CommandRun.of(Map.of(), "weights", "inspect", out.toString()).lines())
        .contains("Trained on black as -1024 and white as 1024");
    // The record outlasts another import.
    Path again = folder.resolve("again.npz");
    assertThat(imported(out, again).errors()).isEmpty();
    assertThat(read(again).state()).usingRecursiveComparison().isEqualTo(read(out).state());
  }

  private static Tensor ones(int... shape) {
    float[] values = new float[Tensor.sizeOf(shape)];
    Arrays.fill(values, 1);
    return new Tensor.Floats(shape, values);
  }
}
