package org.apga.engine;

/** Whether a gradient outlives its step, as it does in code that forgets to zero it. */
public enum GradientCarry {
  /** Gradients are zeroed before every step. */
  NONE,
  /**
   * The published end-to-end arm: the classifier's clean gradient counts again in the joint step,
   * and the policy's joint gradients add up for ever.
   */
  ACCUMULATE
}
