package org.apga.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a policy-gradient step follows: with A the advantage and a the actions, action A BCE(p, a) +
 * zeros |A| BCE(p, 0) + ones |A| BCE(p, 1). With one advantage BCE is the mean over all pixels;
 * with one an image it is that over the image's, and the loss the mean over the images. Where
 * actions were drawn from p, BCE(p, a) is minus their log-likelihood a pixel.
 *
 * @param advantages one, or one an image
 * @param actions images x height x width, whether a pixel was pointed at; null where those with p
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
