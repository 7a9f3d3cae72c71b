package org.apga.engine;

/**
 * One tensor of a network, with PyTorch's name and layout.
 *
 * @param name such as {@code features.conv0.weight}
 * @param shape length of each dimension
 * @param kind its function
 */
public record Parameter(String name, int[] shape, Kind kind) {

  /** The function of a tensor in its layer. */
  public enum Kind {
    /** out x in x kh x kw. */
    CONVOLUTION,
    /** in x out x kh x kw. */
    TRANSPOSED_CONVOLUTION,
    /** out x in. */
    LINEAR,
    /** One number per output channel. */
    BIAS,
    /** Batch norm's gamma, one number per channel. */
    NORM_WEIGHT,
    /** Batch norm's beta, one number per channel. */
    NORM_BIAS,
    /** Batch norm's running mean; not trained. */
    RUNNING_MEAN,
    /** Batch norm's running variance (unbiased, as PyTorch keeps it); not trained. */
    RUNNING_VARIANCE
  }

  /** The weights of a convolution without a bias, called {@code layer}. */
  static Parameter convolution(String layer, int out, int in, int kernel) {
    return new Parameter(layer + ".weight", new int[] {out, in, kernel, kernel}, Kind.CONVOLUTION);
  }

  /** The bias of {@code layer}. */
  static Parameter bias(String layer, int out) {
    return new Parameter(layer + ".bias", new int[] {out}, Kind.BIAS);
  }

  /** Whether the optimiser changes it. */
  public boolean trained() {
    return kind != Kind.RUNNING_MEAN && kind != Kind.RUNNING_VARIANCE;
  }

  /** Number of elements. */
  public int size() {
    return Tensor.sizeOf(shape);
  }
}
