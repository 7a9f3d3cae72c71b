package org.apga.engine;

/**
 * How a classifier's steps are made.
 *
 * @param adam the optimiser
 * @param loss the loss that a step minimises
 * @param masked how the norms treat masked images
 */
public record ClassifierSteps(AdamSpec adam, CrossEntropy loss, MaskedNorms masked) {
  /** The plain mean cross-entropy, and one set of norms. */
  public static ClassifierSteps plain(AdamSpec adam) {
    return new ClassifierSteps(adam, CrossEntropy.PLAIN, MaskedNorms.SHARED);
  }
}
