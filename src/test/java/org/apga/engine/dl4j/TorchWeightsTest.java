package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.GreyStem;
import org.apga.engine.ImportedWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Precision;
import org.apga.engine.Tensor;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A state dict that torchvision made gives torchvision's scores, and the same to rounding by way of
 * a first convolution of one channel.
 */
class TorchWeightsTest {
  // Printed by src/test/resources/weights/make_weights.py.
  private static final double[] SCORES = {
    -0.1021217141595955, 0.29964418118266223, -0.09932271937397072, 0.3005007251657813
  };

  @ParameterizedTest
  @ValueSource(strings = {"densenet.npz", "densenet.safetensors"})
  void theScoresArePytorchs(String name) throws IOException {
    DenseNetSpec spec = new DenseNetSpec(32, List.of(1, 2, 1, 1), 2, 4, 2, 2);
    WeightsFile file =
        new WeightsFile("src/test/resources/weights/" + name, new Configuration(false));
    ImportedWeights weights = ImportedWeights.classifier(spec, file.read().state(), name);
    Map<String, Tensor> byGrey = new LinkedHashMap<>(weights.tensors());
    byGrey.computeIfPresent("features.conv0.weight", (stem, kernel) -> GreyStem.summed(kernel));
    ImportedWeights back = ImportedWeights.classifier(spec, new NetworkState(byGrey), name);

    assertThat(weights.complete()).isTrue();
    assertThat(scores(spec, new NetworkState(weights.tensors())))
        .containsExactly(SCORES, within(1e-12));
    // Kernels of 32 bits, a third of which is rounded.
    assertThat(scores(spec, new NetworkState(back.tensors())))
        .containsExactly(SCORES, within(1e-6));
    Normalisation input = Normalisation.of(0.5, 0.25);
    assertThat(scores(spec, new NetworkState(back.tensors()).withInput(input)))
        .containsExactly(
            scores(spec, new NetworkState(weights.tensors()).withInput(input)), within(1e-5));
  }

  private static double[] scores(DenseNetSpec spec, NetworkState state) {
    double[] pixels =
        IntStream.range(0, 2 * 32 * 32).mapToDouble(i -> i * 37 % 101 / 101d).toArray();
    try (Dl4jEngine engine =
            new Dl4jEngine(
                new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.DOUBLE, 1), 0);
        Classifier classifier = engine.classifier(spec, AdamSpec.of(1e-5), state)) {
      return classifier.logits(new Batch(2, 32, 32, pixels, new int[2]));
    }
  }
}
