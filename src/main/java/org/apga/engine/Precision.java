package org.apga.engine;

/** The number format in which an engine computes. */
public enum Precision {
  /** 32 bits: training. */
  FLOAT,
  /**
   * 32 bits, of which convolutions and matrix products on a GPU's tensor cores use 19: 10 bits of
   * mantissa instead of 23.
   */
  TF32,
  /**
   * 32 bits for weights, batch norm, losses and Adam; 16 for convolutions and matrix products: 7
   * bits of mantissa. PyTorch's autocast.
   */
  BF16,
  /** 64 bits: used to check parity with the published method. */
  DOUBLE;

  /** Bytes of a weight. */
  public int bytes() {
    return this == DOUBLE ? Double.BYTES : Float.BYTES;
  }
}
