package org.apga.engine;

/** The batch norms that a pass uses; both are the same unless {@link MaskedNorms} splits them. */
public enum NormSet {
  /** Those of whole images, which are evaluated, kept and exported. */
  CLEAN,
  /** Those of masked images. */
  MASKED
}
