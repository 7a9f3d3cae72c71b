package org.apga.store.onnx;

import java.util.List;
import onnx.OnnxMl.AttributeProto;
import org.apga.engine.Fill;
import org.apga.engine.Tensor;
import org.nd4j.shade.protobuf.ByteString;

/**
 * {@link org.apga.engine.Batch#keptWhere} as nodes: the pixels that a policy points at, and a
 * filling.
 */
record KeptNodes(OnnxNodes nodes, int imageSize) {
  /**
   * Writes the nodes.
   *
   * @param image grey levels, images x 1 x height x width
   * @param mask probabilities, images x 1 x height x width
   * @param fill the values of pixels whose mask is less than one half
   * @return grey levels, images x 1 x height x width
   */
  String write(String image, String mask, Fill fill) {
    String half = nodes.constant("kept.half", number(0.5));
    String erased = nodes.node("Less", "kept.erased", List.of(mask, half));
    return nodes.node("Where", "kept.image", List.of(erased, filling(image, fill), image));
  }

  private String filling(String image, Fill fill) {
    return switch (fill) {
      case ZERO -> nodes.constant("kept.filling", number(0));
      case MEAN ->
          nodes.node("ReduceMean", "kept.filling", List.of(image), OnnxNodes.ints("axes", 2, 3));
      case BLUR -> {
        double[] kernel = Fill.blurKernel(imageSize);
        int reach = kernel.length / 2;
        String across =
            blurred("across", image, kernel, new int[] {1, 1, 1, kernel.length}, 0, reach);
        yield blurred("down", across, kernel, new int[] {1, 1, kernel.length, 1}, reach, 0);
      }
    };
  }

  /** Blurs along rows or columns, whose end pixels are repeated beyond the image. */
  private String blurred(
      String direction, String image, double[] kernel, int[] shape, int rows, int columns) {
    String padded =
        nodes.node(
            "Pad",
            "kept.padded." + direction,
            List.of(image),
            AttributeProto.newBuilder()
                .setName("mode")
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8("edge"))
                .build(),
            OnnxNodes.ints("pads", 0, 0, rows, columns, 0, 0, rows, columns));
    String weights = nodes.constant("kept.kernel." + direction, new Tensor.Doubles(shape, kernel));
    return nodes.node(
        "Conv",
        "kept.blurred." + direction,
        List.of(padded, weights),
        OnnxNodes.ints("kernel_shape", shape[2], shape[3]));
  }

  /** One number for all images and pixels. */
  private static Tensor number(double one) {
    return new Tensor.Doubles(new int[] {1}, new double[] {one});
  }
}
