package org.apga.engine;

/** Whether a gradient outlives its step, as in code that forgets to zero it. */
public enum GradientCarry {
  /** Gradients are zeroed before every step. */
  NONE,
  /**
   * As in the published end-to-end arm: the classifier's clean gradient counts again in the joint
   * step, and the policy's joint gradients accumulate over the whole training.
   */
  ACCUMULATE
}
