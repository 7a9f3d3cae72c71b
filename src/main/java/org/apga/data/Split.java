package org.apga.data;

/** What an image is for. */
public enum Split {
  /** Weights are fitted to it. */
  TRAIN,
  /** Held out of the training list: weights are chosen by it. */
  SELECTION,
  /** Used for the final test alone. */
  TEST
}
