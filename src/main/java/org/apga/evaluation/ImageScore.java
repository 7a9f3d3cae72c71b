package org.apga.evaluation;

import org.apga.metrics.MaskMetrics;
import org.apga.metrics.Probabilities;
import org.jspecify.annotations.Nullable;

/**
 * A model's score of an image, in the form in which executors return it.
 *
 * @param image its place in the list
 * @param probabilities of the classes
 * @param augmented the same with test-time augmentation; null without a policy
 * @param mask figures of the policy's mask; null without a policy
 */
public record ImageScore(
    int image, double[] probabilities, double @Nullable [] augmented, @Nullable MaskMetrics mask) {

  /** Returns the probabilities of the original image. */
  public Probabilities said() {
    return Probabilities.of(probabilities);
  }

  /** Returns the probabilities with test-time augmentation; null without a policy. */
  public @Nullable Probabilities saidAugmented() {
    return augmented == null ? null : Probabilities.of(augmented);
  }
}
