package org.apga.store.onnx;

import java.util.List;
import org.apga.engine.UNetSpec;

/** A {@link UNetSpec} as nodes. Its weights determine the widths of the layers. */
record UNetNodes(OnnxNodes nodes) {
  /** The encoder's convolutions before which the image is halved. */
  private static final List<String> HALVED =
      List.of("encoder.3", "encoder.6", "encoder.11", "encoder.16");

  /** The encoder layers joined to the decoder blocks after the centre, from the deepest up. */
  private static final List<String> SKIPS =
      List.of("encoder.18", "encoder.13", "encoder.8", "encoder.3");

  /**
   * Writes the network.
   *
   * @param image images x 3 x height x width
   * @return the scores before the sigmoid, images x 1 x height x width
   */
  String write(String image) {
    String last = image;
    for (String layer : UNetSpec.ENCODER) {
      last = convolutionRelu(layer, HALVED.contains(layer) ? halved(last) : last);
    }
    last = decoderBlock(0, halved(last));
    for (int block = 1; block < UNetSpec.DECODER.size(); block++) {
      last = decoderBlock(block, joined(UNetSpec.DECODER.get(block), last, SKIPS.get(block - 1)));
    }
    last = convolutionRelu("dec1.conv", joined("dec1", last, UNetSpec.ENCODER.get(0)));
    return nodes.convolution("final", 1, last);
  }

  private String halved(String input) {
    return nodes.pool("MaxPool", input + ".pool", 2, 2, 0, input);
  }

  private String convolutionRelu(String layer, String input) {
    return nodes.relu(nodes.convolution(layer, 1, input));
  }

  private String joined(String block, String decoded, String encoder) {
    return nodes.joined(block + ".concat", decoded, encoder + ".relu");
  }

  private String decoderBlock(int block, String input) {
    String name = UNetSpec.DECODER.get(block) + ".block.";
    String last = convolutionRelu(name + "0.conv", input);
    return nodes.relu(nodes.doubling(name + "1", last));
  }
}
