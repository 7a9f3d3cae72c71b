package org.apga.engine;

/**
 * What the end-to-end arm's joint step minimised, before the step.
 *
 * @param crossEntropy CE(C(p * x), y), mean over the images
 * @param maskSize zeros BCE(p, 0) + ones BCE(p, 1), BCE averaged over all pixels
 */
public record JointLoss(double crossEntropy, double maskSize) {

  /** The sum: the loss that the policy follows. */
  public double total() {
    return crossEntropy + maskSize;
  }
}
