package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.ImportedWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Precision;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A state dict that torchvision made gives torchvision's scores. */
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
    ImportedWeights weights = ImportedWeights.classifier(spec, file.read().state().tensors(), name);
    double[] pixels =
        IntStream.range(0, 2 * 32 * 32).mapToDouble(i -> i * 37 % 101 / 101d).toArray();

    assertThat(weights.complete()).isTrue();
    try (Dl4jEngine engine =
            new Dl4jEngine(
                new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.DOUBLE, 1), 0);
        Classifier classifier =
            engine.classifier(spec, AdamSpec.of(1e-5), new NetworkState(weights.tensors()))) {
      assertThat(classifier.logits(new Batch(2, 32, 32, pixels, new int[2])))
          .containsExactly(SCORES, within(1e-12));
    }
  }
}
