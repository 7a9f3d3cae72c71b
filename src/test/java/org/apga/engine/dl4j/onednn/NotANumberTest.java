package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.engine.dl4j.onednn.Net.With;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What primitives make of NaN, which docs/decisions/0024 rests on. Where one of those that lose it
 * passes it on in a later oneDNN, the look between the layers can go.
 */
class NotANumberTest {
  private static final Shape IMAGES = new Shape(2, 3, 8, 8);

  private static Arguments net(String name, Net.Body body) {
    return Arguments.of(name, body);
  }

  private static String widened(Net net, String image) {
    return net.convolution(image, 16, 1, 1, 0);
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        net("a pointwise convolution", (net, image) -> widened(net, image)),
        net("a convolution", (net, image) -> net.convolution(image, 16, 3, 1, 1)),
        net("a transposed one", (n, i) -> n.transposed(widened(n, i), 16, With.BIAS)),
        net("a batch norm", (net, image) -> net.norm(widened(net, image))),
        net("a mean", (net, image) -> net.mean(widened(net, image), 2, 2)),
        net("a linear layer", (net, image) -> net.head(widened(net, image), 2)),
        net(
            "a concatenation",
            (net, image) -> net.concat(widened(net, image), net.convolution(image, 8, 1, 1, 0))));
  }

  /** With AVX-512 oneDNN's kernel loses it too; with AVX2 it passes it on. */
  static Stream<Arguments> losingOnSomeMachines() {
    return Stream.of(
        net(
            "a transposed one with a rectifier",
            (n, i) -> n.transposed(widened(n, i), 16, With.BIAS, With.RELU)));
  }

  static Stream<Arguments> losing() {
    return Stream.of(
        net(
            "a convolution with a rectifier",
            (net, image) -> net.convolution(image, 16, 3, 1, 1, With.BIAS, With.RELU)),
        net("a rectifier", (net, image) -> net.relu(widened(net, image))),
        net("a batch norm with a rectifier", (n, i) -> n.relu(n.norm(widened(n, i)))),
        net("the largest of a window", (net, image) -> net.largest(widened(net, image), 2, 2, 0)));
  }

  private static float[] withNaN(Twins twins) {
    float[] pixels = twins.pixels().clone();
    pixels[8 * 8 + 27] = Float.NaN;
    return pixels;
  }

  private static boolean isLost(double[] values) {
    return Arrays.stream(values).noneMatch(Double::isNaN);
  }

  private static boolean isLost(INDArray vector) {
    return isLost(vector.dup().data().asDouble());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void whatHasNoRectifierPassesItOnInEveryLayout(String name, Net.Body body)
      throws UnknownVertexException {
    Twins twins = new Twins(IMAGES, 1, body);
    for (int block : Twins.BLOCKS) {
      try (CompiledGraph graph = twins.compile(block)) {
        float[] pixels = withNaN(twins);
        assertThat(isLost(graph.evaluate(2, pixels, Set.of()).output().values())).isFalse();
        assertThat(isLost(graph.train(2, pixels, InputGradient.UNWANTED).output().values()))
            .isFalse();
      }
    }
  }

  /** And so the optimiser sees it, or the running statistics do, at that very step. */
  @ParameterizedTest(name = "{0}")
  @MethodSource({"passing", "losing", "losingOnSomeMachines"})
  void theGradientOfTheWeightsBeforeItTellsWhateverTheOutputDoes(String name, Net.Body body)
      throws UnknownVertexException {
    Twins twins = new Twins(IMAGES, 1, body);
    for (int block : Twins.BLOCKS) {
      try (CompiledGraph graph = twins.compile(block)) {
        twins.graph().getFlattenedGradients().assign(0);
        Pass pass = graph.train(2, withNaN(twins), InputGradient.UNWANTED);
        pass.backward(twins.error());
        boolean lost =
            isLost(twins.graph().getFlattenedGradients()) && isLost(twins.graph().params());
        assertThat(lost).as("blocks of %s", block).isFalse();
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("losing")
  void behindARectifierOrAMaximumItIsLost(String name, Net.Body body)
      throws UnknownVertexException {
    Twins twins = new Twins(IMAGES, 1, body);
    try (CompiledGraph graph = twins.compile(16)) {
      assertThat(isLost(graph.evaluate(2, withNaN(twins), Set.of()).output().values())).isTrue();
    }
  }

  /** Deeplearning4j's own rectifiers pass it on; that is what the look between the layers uses. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void deeplearning4jsOwnOperationsPassItOnBehindARectifier(String name, Net.Body body)
      throws UnknownVertexException {
    Twins twins = new Twins(IMAGES, 1, (net, image) -> net.relu(body.add(net, image)));
    try (CompiledGraph graph = twins.compile(16)) {
      assertThat(isLost(graph.evaluate(2, withNaN(twins), Set.of()).output().values())).isTrue();
      INDArray images =
          org.nd4j.linalg.factory.Nd4j.createFromArray(withNaN(twins)).reshape(2, 3, 8, 8);
      Map<String, INDArray> activations =
          twins.graph().feedForward(new INDArray[] {images}, false, true);
      String output = twins.graph().getConfiguration().getNetworkOutputs().get(0);
      assertThat(isLost(java.util.Objects.requireNonNull(activations.get(output)))).isFalse();
    }
  }
}
