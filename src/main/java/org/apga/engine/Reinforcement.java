package org.apga.engine;

import org.jspecify.annotations.Nullable;

/**
 * The loss of a policy-gradient step. With A the advantage and a the actions, it is action A BCE(p,
 * a) + zeros |A| BCE(p, 0) + ones |A| BCE(p, 1). With a single advantage, BCE is the mean over all
 * pixels; with one per image, it is the mean over that image's pixels, and the loss is the mean
 * over the images. If actions were drawn from p, BCE(p, a) is minus their log-likelihood per pixel.
 *
 * @param advantages one, or one per image
 * @param actions images x height x width, whether a pixel was pointed at; null if pixels with p
 *     over 0.5 were
 * @param weights the three factors; published: 100, 0.1 and 0.01
 */
public record Reinforcement(
    double[] advantages, boolean @Nullable [] actions, PolicyLossWeights weights) {

  /** As published: one advantage, and masks by threshold. */
  public static Reinforcement published(double advantage, PolicyLossWeights weights) {
    return new Reinforcement(new double[] {advantage}, null, weights);
  }
}
