package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apga.engine.ActivationMaps;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.NormStatistics;
import org.apga.engine.Precision;
import org.apga.engine.Samples;
import org.apga.engine.UNetSpec;
import org.apga.random.RandomStream;
import org.apga.verify.ParityRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plans and Deeplearning4j's own operations in single precision: the same looks, up to rounding.
 */
class KernelsTest {
  private static final int SIZE = 64;
  private static final DenseNetSpec CLASSIFIER =
      new DenseNetSpec(SIZE, List.of(1, 2, 2, 1), 8, 16, 2, 2);
  private static final UNetSpec POLICY = new UNetSpec(SIZE, 2);
  private static final int[] BATCHES = {5, 1, 2, 3, 16, 5};
  private static final double ROUNDING = 1e-4;

  private final Engine plans =
      new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0);
  private final Engine graph =
      new Dl4jEngine(new EngineChoice(EngineChoice.GRAPH, Device.CPU, Precision.FLOAT, 1), 0);

  private static Batch batch(int images) {
    return ParityRule.images(2, 0, images, SIZE, 2);
  }

  /** Weights with running statistics that some training has left. */
  private static NetworkState classifierWeights() {
    RandomStream random = new RandomStream(4);
    NetworkState state = ParityRule.weights(CLASSIFIER.parameters(), "classifier.", 4);
    for (String name : state.tensors().keySet()) {
      if (name.endsWith("running_mean") || name.endsWith("running_var")) {
        state =
            Samples.changed(
                state,
                name,
                tensor -> {
                  double[] values = new double[tensor.size()];
                  for (int i = 0; i < values.length; i++) {
                    values[i] = tensor.at(i) + 0.3 * random.nextDouble();
                  }
                  return new org.apga.engine.Tensor.Doubles(tensor.shape(), values);
                });
      }
    }
    return state;
  }

  private static void assertClose(double[] computed, double[] expected) {
    double size = Math.sqrt(java.util.Arrays.stream(expected).map(v -> v * v).average().orElse(0));
    assertThat(computed).containsExactly(expected, within(ROUNDING * size));
  }

  @Test
  void logitsOfBatchesOfAnySizeAreTheSame() {
    try (Classifier planned = plans.classifier(CLASSIFIER, Samples.ADAM, classifierWeights());
        Classifier plain = graph.classifier(CLASSIFIER, Samples.ADAM, classifierWeights())) {
      for (int images : BATCHES) {
        assertClose(planned.logits(batch(images)), plain.logits(batch(images)));
        assertThat(planned.loss(batch(images)))
            .isCloseTo(plain.loss(batch(images)), within(ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(NormStatistics.class)
  void activationMapsOfBatchesOfAnySizeAreTheSame(NormStatistics statistics) {
    try (Classifier planned = plans.classifier(CLASSIFIER, Samples.ADAM, classifierWeights());
        Classifier plain = graph.classifier(CLASSIFIER, Samples.ADAM, classifierWeights())) {
      for (int images : BATCHES) {
        ActivationMaps maps = planned.activationMaps(batch(images), statistics);
        assertThat(maps.height()).isEqualTo(2);
        assertThat(maps.width()).isEqualTo(2);
        assertClose(maps.values(), plain.activationMaps(batch(images), statistics).values());
      }
    }
  }

  @Test
  void masksOfBatchesOfAnySizeAreTheSame() {
    NetworkState weights = ParityRule.weights(POLICY.parameters(), "policy.", 4);
    try (MaskPolicy planned = plans.policy(POLICY, Samples.ADAM, weights);
        MaskPolicy plain = graph.policy(POLICY, Samples.ADAM, weights)) {
      for (int images : BATCHES) {
        assertClose(
            planned.masks(batch(images)).probabilities(),
            plain.masks(batch(images)).probabilities());
      }
    }
  }
}
