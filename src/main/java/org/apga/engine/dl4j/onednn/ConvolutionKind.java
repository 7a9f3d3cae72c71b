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
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;

/**
 * oneDNN's two kinds of convolution, which differ in nothing but the names of their classes. The
 * caller owns what is returned; each throws a RuntimeException where oneDNN has no implementation.
 */
abstract class ConvolutionKind {
  /**
   * What the three primitives are told, x, w and y described as they lie in memory.
   *
   * @param bias of no dimensions where there is none
   */
  record Sizes(memory.desc x, memory.desc w, memory.desc bias, memory.desc y) {}

  final Program program;
  final long[] stride;
  final long[] before;
  final long[] after;

  private ConvolutionKind(Program program, Node.Convolution node) {
    this.program = program;
    this.stride = longs(node.stride());
    this.before = longs(node.before());
    this.after = longs(node.after());
  }

  static ConvolutionKind of(Program program, Node.Convolution node) {
    return node.transposed() ? new Transposed(program, node) : new Direct(program, node);
  }

  static long[] longs(int[] values) {
    return new long[] {values[0], values[1]};
  }

  /** y from x. */
  abstract primitive_desc forward(int propagation, Sizes sizes, primitive_attr attributes);

  /** The gradient of x, after a forward description of the same sizes. */
  abstract primitive_desc data(Sizes sizes, primitive_desc forward);

  /** The gradients of the weights and the bias, after a forward description. */
  abstract primitive_desc weights(Sizes sizes, primitive_desc forward);

  private static final class Direct extends ConvolutionKind {
    Direct(Program program, Node.Convolution node) {
      super(program, node);
    }

    @Override
    primitive_desc forward(int propagation, Sizes s, primitive_attr attributes) {
      int direct = dnnl.dnnl_convolution_direct;
      return new convolution_forward.primitive_desc(
          program.own(
              new convolution_forward.desc(
                  propagation, direct, s.x(), s.w(), s.bias(), s.y(), stride, before, after)),
          attributes,
          program.engine());
    }

    @Override
    primitive_desc data(Sizes s, primitive_desc forward) {
      return new convolution_backward_data.primitive_desc(
          program.own(
              new convolution_backward_data.desc(
                  dnnl.dnnl_convolution_direct, s.x(), s.w(), s.y(), stride, before, after)),
          program.plainAttributes(),
          program.engine(),
          (convolution_forward.primitive_desc) forward);
    }

    @Override
    primitive_desc weights(Sizes s, primitive_desc forward) {
      int direct = dnnl.dnnl_convolution_direct;
      return new convolution_backward_weights.primitive_desc(
          program.own(
              new convolution_backward_weights.desc(
                  direct, s.x(), s.w(), s.bias(), s.y(), stride, before, after)),
          program.plainAttributes(),
          program.engine(),
          (convolution_forward.primitive_desc) forward);
    }
  }

  private static final class Transposed extends ConvolutionKind {
    Transposed(Program program, Node.Convolution node) {
      super(program, node);
    }

    @Override
    primitive_desc forward(int propagation, Sizes s, primitive_attr attributes) {
      int direct = dnnl.dnnl_deconvolution_direct;
      return new deconvolution_forward.primitive_desc(
          program.own(
              new deconvolution_forward.desc(
                  propagation, direct, s.x(), s.w(), s.bias(), s.y(), stride, before, after)),
          attributes,
          program.engine());
    }

    @Override
    primitive_desc data(Sizes s, primitive_desc forward) {
      return new deconvolution_backward_data.primitive_desc(
          program.own(
              new deconvolution_backward_data.desc(
                  dnnl.dnnl_deconvolution_direct, s.x(), s.w(), s.y(), stride, before, after)),
          program.plainAttributes(),
          program.engine(),
          (deconvolution_forward.primitive_desc) forward);
    }

    @Override
    primitive_desc weights(Sizes s, primitive_desc forward) {
      int direct = dnnl.dnnl_deconvolution_direct;
      return new deconvolution_backward_weights.primitive_desc(
          program.own(
              new deconvolution_backward_weights.desc(
                  direct, s.x(), s.w(), s.bias(), s.y(), stride, before, after)),
          program.plainAttributes(),
          program.engine(),
          (deconvolution_forward.primitive_desc) forward);
    }
  }
}
