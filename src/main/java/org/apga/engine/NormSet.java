package org.apga.engine;

/** Whose batch norms a pass goes through; where {@link MaskedNorms} splits none, they are one. */
public enum NormSet {
  /** Those of whole images: what is evaluated, kept and exported. */
  CLEAN,
  /** Those of images that a mask took something from. */
  MASKED
}
