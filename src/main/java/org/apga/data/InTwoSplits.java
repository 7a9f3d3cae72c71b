package org.apga.data;

/** What to do with what stands in two splits: a patient, or an image pixel by pixel. */
public enum InTwoSplits {
  /** Refuse to train. */
  FAIL,
  /** Leave it out of training, and out of selection where the test set has it too. */
  DROP,
  /** Report it and train with it. */
  ALLOW
}
