package org.apga.engine.dl4j.onednn;

import org.apga.engine.dl4j.nodes.Node;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.deconvolution_backward_data;
import org.bytedeco.dnnl.deconvolution_backward_weights;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * Operations of oneDNN's two kinds of convolution, which differ only in the names of their classes.
 */
record ConvolutionKind(boolean transposed, long[] stride, long[] before, long[] after) {
  private static final int DIRECT = dnnl.dnnl_convolution_direct;
  private static final int TRANSPOSED = dnnl.dnnl_deconvolution_direct;

  /**
   * Descriptions for the three primitives; x, w and y as they are in memory.
   *
   * @param bias without dimensions if there is none
   */
  record Sizes(memory.desc x, memory.desc w, memory.desc bias, memory.desc y) {}

  static ConvolutionKind of(Node.Convolution node) {
    return new ConvolutionKind(
        node.transposed(), longs(node.stride()), longs(node.before()), longs(node.after()));
  }

  static long[] longs(int[] values) {
    return new long[] {values[0], values[1]};
  }

  /** Computes y from x. */
  Pointer forward(int propagation, Sizes s) {
    return transposed
        ? new deconvolution_forward.desc(
            propagation, TRANSPOSED, s.x, s.w, s.bias, s.y, stride, before, after)
        : new convolution_forward.desc(
            propagation, DIRECT, s.x, s.w, s.bias, s.y, stride, before, after);
  }

  /** The gradient of x. */
  Pointer data(Sizes s) {
    return transposed
        ? new deconvolution_backward_data.desc(TRANSPOSED, s.x, s.w, s.y, stride, before, after)
        : new convolution_backward_data.desc(DIRECT, s.x, s.w, s.y, stride, before, after);
  }

  /** The gradients of the weights and the bias. */
  Pointer weights(Sizes s) {
    return transposed
        ? new deconvolution_backward_weights.desc(
            TRANSPOSED, s.x, s.w, s.bias, s.y, stride, before, after)
        : new convolution_backward_weights.desc(
            DIRECT, s.x, s.w, s.bias, s.y, stride, before, after);
  }
}
