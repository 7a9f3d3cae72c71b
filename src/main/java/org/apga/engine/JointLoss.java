package org.apga.engine;

/**
 * The loss that the end-to-end arm's joint step minimises, before the step.
 *
 * @param crossEntropy CE(C(p * x), y), mean over the images
 * @param maskSize zeros BCE(p, 0) + ones BCE(p, 1), BCE averaged over all pixels
 */
public record JointLoss(double crossEntropy, double maskSize) {

  /** The sum of both parts, which the policy minimises. */
  public double total() {
    return crossEntropy + maskSize;
  }
}
