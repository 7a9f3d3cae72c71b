package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.engine.dl4j.onednn.Net.With;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A plan's gradients against the slopes of its own output, without any other implementation.
 *
 * <p>The loss is the output times a fixed error. Along the gradient g of one tensor it climbs by
 * |g| a unit. Over a step of 0.002 single precision leaves about 1e-7 x |loss| / 0.002 of error,
 * and the curve, with its rectifiers, a little more: 1 per cent is asked for.
 */
class SlopesTest {
  private static final double STEP = 0.002;

  private static String body(Net net, String image) {
    String x = net.convolution(image, 16, 3, 1, 1, With.BIAS, With.RELU);
    for (int i = 0; i < 2; i++) {
      x = net.concat(x, net.convolution(net.relu(net.norm(x)), 8, 3, 1, 1));
    }
    x = net.largest(net.relu(net.norm(x)), 2, 2, 0);
    x = net.mean(net.transposed(x, 5, With.BIAS, With.RELU), 3, 1);
    return net.head(net.concat(x, net.convolution(x, 3, 1, 1, 0)), 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 8, 1})
  void gradientsAreSlopes(int block) throws UnknownVertexException {
    Twins twins = new Twins(new Shape(4, 3, 8, 6), 3, SlopesTest::body);
    try (CompiledGraph graph = twins.compile(block)) {
      float[] pixels = twins.pixels();
      Pass pass = graph.train(4, pixels, InputGradient.WANTED);
      pass.backward(twins.error());
      double[] byPixel = pass.inputGradient();
      Map<String, INDArray> gradients = gradients(twins.graph());

      gradients.forEach(
          (key, gradient) -> {
            INDArray parameter = Objects.requireNonNull(twins.graph().paramTable().get(key));
            double length = gradient.norm2Number().doubleValue();
            INDArray step = gradient.mul(STEP / length);
            parameter.addi(step);
            double above = loss(graph, twins, pixels);
            parameter.subi(step.mul(2));
            double below = loss(graph, twins, pixels);
            parameter.addi(step);
            assertThat((above - below) / (2 * STEP))
                .as(key)
                .isCloseTo(length, within(0.01 * length + 5e-3));
          });
      double length = Math.sqrt(Arrays.stream(byPixel).map(slope -> slope * slope).sum());
      double above = loss(graph, twins, moved(pixels, byPixel, STEP / length));
      double below = loss(graph, twins, moved(pixels, byPixel, -STEP / length));
      assertThat((above - below) / (2 * STEP)).isCloseTo(length, within(0.01 * length));
    }
  }

  /** Copies of the gradients of what is trained, by parameter. */
  private static Map<String, INDArray> gradients(ComputationGraph graph) {
    Map<String, INDArray> gradients = new LinkedHashMap<>();
    graph
        .paramTable()
        .forEach(
            (key, parameter) -> {
              if (!key.endsWith("_mean") && !key.endsWith("_var")) {
                long from = parameter.offset() - graph.params().offset();
                INDArray flat =
                    graph
                        .getFlattenedGradients()
                        .reshape(graph.params().length())
                        .get(
                            org.nd4j.linalg.indexing.NDArrayIndex.interval(
                                from, from + parameter.length()))
                        .dup();
                gradients.put(key, flat.reshape(parameter.ordering(), parameter.shape()));
              }
            });
    return gradients;
  }

  private static double loss(CompiledGraph graph, Twins twins, float[] pixels) {
    Pass pass = graph.train(4, pixels, InputGradient.WANTED);
    double[] output = pass.output().values();
    return IntStream.range(0, output.length).mapToDouble(i -> output[i] * twins.error()[i]).sum();
  }

  private static float[] moved(float[] values, double[] direction, double by) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (by * direction[i]);
    }
    return moved;
  }
}
