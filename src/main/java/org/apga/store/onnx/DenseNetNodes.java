package org.apga.store.onnx;

import java.util.List;
import java.util.Map;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Tensor;

/** A {@link DenseNetSpec} as nodes. Its weights determine the number of layers and their widths. */
record DenseNetNodes(OnnxNodes nodes) {
  private static final String HEAD = "classifier.0";

  /** The number of classes of a classifier with these weights. */
  static int classes(Map<String, Tensor> weights) {
    return OnnxNodes.tensor(weights, HEAD + ".weight").shape()[0];
  }

  /**
   * Writes the network.
   *
   * @param image images x 3 x height x width
   * @return the scores, images x classes
   */
  String write(String image) {
    String last = nodes.convolution("features.conv0", 2, image);
    last = nodes.normRelu("features.norm0", last);
    last = nodes.pool("MaxPool", "features.pool0", 3, 2, 1, last);
    boolean ended = false;
    for (int block = 1; !ended; block++) {
      last = denseBlock("features.denseblock" + block, last);
      String transition = "features.transition" + block;
      ended = !nodes.has(transition + ".conv");
      last = ended ? last : transition(transition, last);
    }
    last = nodes.normRelu("features.norm5", last);
    last = nodes.node("GlobalAveragePool", "pool", List.of(last));
    last = nodes.node("Flatten", "pool.flat", List.of(last), OnnxNodes.axis(1));
    return nodes.linear(HEAD, last);
  }

  private String denseBlock(String name, String input) {
    String last = input;
    for (int l = 1; nodes.has(name + ".denselayer" + l + ".conv1"); l++) {
      String layer = name + ".denselayer" + l;
      String narrow =
          nodes.convolution(layer + ".conv1", 1, nodes.normRelu(layer + ".norm1", last));
      String added =
          nodes.convolution(layer + ".conv2", 1, nodes.normRelu(layer + ".norm2", narrow));
      last = nodes.joined(layer + ".concat", last, added);
    }
    return last;
  }

  private String transition(String name, String input) {
    String halfAsWide = nodes.convolution(name + ".conv", 1, nodes.normRelu(name + ".norm", input));
    return nodes.pool("AveragePool", name + ".pool", 2, 2, 0, halfAsWide);
  }
}
