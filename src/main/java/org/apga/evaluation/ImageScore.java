package org.apga.evaluation;

import org.apga.metrics.MaskMetrics;
import org.apga.metrics.Probabilities;
import org.jspecify.annotations.Nullable;

/**
 * What a model said of an image, as it travels.
 *
 * @param image its place in the list
 * @param probabilities of the classes
 * @param augmented the same with test-time augmentation; null without a policy
 * @param mask what the policy points at; null without one
 */
public record ImageScore(
    int image, double[] probabilities, double @Nullable [] augmented, @Nullable MaskMetrics mask) {

  /** What the model said of it as it is. */
  public Probabilities said() {
    return Probabilities.of(probabilities);
  }

  /** What it said with test-time augmentation; null without a policy. */
  public @Nullable Probabilities saidAugmented() {
    return augmented == null ? null : Probabilities.of(augmented);
  }
}
