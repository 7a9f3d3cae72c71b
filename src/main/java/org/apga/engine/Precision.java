package org.apga.engine;

/** The number format an engine computes in. */
public enum Precision {
  /** 32 bits: training. */
  FLOAT,
  /** 64 bits: parity with the published method. */
  DOUBLE
}
