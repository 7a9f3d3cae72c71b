package org.apga.data;

/**
 * What to do with a patient in two splits, or with images in two splits that have the same pixels.
 */
public enum InTwoSplits {
  /** Refuse to train. */
  FAIL,
  /** Omit it from training, and from selection if it is in the test set too. */
  DROP,
  /** Report it and train with it. */
  ALLOW
}
