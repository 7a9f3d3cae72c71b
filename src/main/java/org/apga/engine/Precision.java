package org.apga.engine;

/** The number format an engine computes in. */
public enum Precision {
  /** 32 bits: training. */
  FLOAT,
  /**
   * 32 bits, of which convolutions and matrix products on a GPU's tensor cores see 19: 10 of the
   * mantissa instead of 23.
   */
  TF32,
  /**
   * 32 bits for weights, batch norm, losses and Adam; convolutions and matrix products in 16: 7 of
   * the mantissa. PyTorch's autocast.
   */
  BF16,
  /** 64 bits: parity with the published method. */
  DOUBLE;

  /** Bytes of a weight. */
  public int bytes() {
    return this == DOUBLE ? Double.BYTES : Float.BYTES;
  }
}
