package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.Net.With;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks against Deeplearning4j's own operations in double precision. */
class NetworksTest {
  /** Rounding grows from layer to layer, each batch norm's division by a deviation adding to it. */
  private static final double ROUNDING = 1e-4;

  private static Net.Body denseNet(int stem, int growth, int classes) {
    return (net, image) -> {
      String x = net.relu(net.norm(net.convolution(image, stem, 7, 2, 3)));
      x = net.largest(x, 3, 2, 1);
      for (int block = 0; block < 2; block++) {
        for (int layer = 0; layer < 2; layer++) {
          String inner = net.convolution(net.relu(net.norm(x)), 2 * growth, 1, 1, 0);
          x = net.concat(x, net.convolution(net.relu(net.norm(inner)), growth, 3, 1, 1));
        }
        if (block == 0) {
          x = net.mean(net.convolution(net.relu(net.norm(x)), stem, 1, 1, 0), 2, 2);
        }
      }
      return net.head(net.see(net.relu(net.norm(x))), classes);
    };
  }

  private static Net.Body uNet(int width) {
    return (net, image) -> {
      String first = net.convolution(image, width, 3, 1, 1, With.BIAS, With.RELU);
      String second =
          net.convolution(net.largest(first, 2, 2, 0), 2 * width, 3, 1, 1, With.BIAS, With.RELU);
      String centre =
          net.convolution(net.largest(second, 2, 2, 0), 3 * width, 3, 1, 1, With.BIAS, With.RELU);
      String up = net.transposed(centre, width, With.BIAS, With.RELU);
      String joined = net.concat(up, second);
      String wide = net.convolution(joined, 2 * width, 3, 1, 1, With.BIAS, With.RELU);
      String top = net.concat(net.transposed(wide, width, With.BIAS, With.RELU), first);
      String last = net.convolution(top, width, 3, 1, 1, With.BIAS, With.RELU);
      return net.convolution(last, 1, 1, 1, 0, With.BIAS);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 16})
  void denseNetsOfAnyBatchAgree(int images) throws UnknownVertexException {
    int side = images > 5 ? 18 : 34;
    new Twins(new Shape(images, 3, side, side + 1), images, denseNet(16, 8, 2))
        .agreeWithin(ROUNDING);
  }

  @Test
  void aDenseNetOfOddWidthsAgrees() throws UnknownVertexException {
    new Twins(new Shape(3, 3, 35, 27), 7, denseNet(6, 5, 3)).agreeWithin(ROUNDING);
  }

  @Test
  void aDenseNetOfWholeBlocksAgrees() throws UnknownVertexException {
    new Twins(new Shape(2, 3, 32, 32), 8, denseNet(32, 16, 2)).agreeWithin(ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16})
  void uNetsOfAnyBatchAgree(int images) throws UnknownVertexException {
    int side = images > 5 ? 8 : 16;
    new Twins(new Shape(images, 3, side, side + 4), images, uNet(images > 2 ? 4 : 16))
        .agreeWithin(ROUNDING);
  }

  @Test
  void aUNetOfOddWidthsAgrees() throws UnknownVertexException {
    new Twins(new Shape(3, 3, 12, 20), 7, uNet(5)).agreeWithin(ROUNDING);
  }

  @Test
  void withoutTheImagesGradientAllElseIsTheSame() throws UnknownVertexException {
    Twins twins = new Twins(new Shape(3, 3, 35, 27), 9, denseNet(8, 4, 2));
    for (int block : Twins.BLOCKS) {
      Map<String, Double> expected = twins.differences(block, InputGradient.WANTED);
      expected.remove("gradient of the images");

      assertThat(twins.differences(block, InputGradient.UNWANTED)).isEqualTo(expected);
    }
  }
}
