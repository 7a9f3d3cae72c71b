package org.apga.data;

/** What to do with images of one group that are pixel by pixel the same and in two splits. */
public enum IdenticalImages {
  /** Refuse to train. */
  FAIL,
  /** Leave them out of training, and out of selection where the test set has them too. */
  DROP,
  /** Report them and train with them. */
  ALLOW
}
