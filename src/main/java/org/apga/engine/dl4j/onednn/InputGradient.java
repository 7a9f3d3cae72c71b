package org.apga.engine.dl4j.onednn;

/** Whether a backward pass goes all the way to the images. */
public enum InputGradient {
  /** It ends at the first weights. */
  UNWANTED,
  /** It computes the gradient of the images. */
  WANTED
}
