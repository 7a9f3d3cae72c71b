package org.apga.engine;

/**
 * The end-to-end arm's joint loss.
 *
 * @param zerosWeight of BCE(p, 0), which shrinks the mask; published: 0.5
 * @param onesWeight of BCE(p, 1), which grows it; published: 0.6
 * @param carry whether earlier gradients are added
 * @param fill what replaces pixels where the mask is 0
 */
public record JointStep(double zerosWeight, double onesWeight, GradientCarry carry, Fill fill) {
  /** Black where the mask is 0, as published. */
  public JointStep(double zerosWeight, double onesWeight, GradientCarry carry) {
    this(zerosWeight, onesWeight, carry, Fill.ZERO);
  }
}
