package org.apga.engine;

/**
 * Points at pixels: computes a probability for each.
 *
 * <p>Methods that read scores throw a {@link DivergedException} if one is NaN or infinite.
 */
public interface MaskPolicy extends Network {

  /**
   * The probability of each pixel of being pointed at.
   *
   * <p>An engine may keep intermediate results for a {@link #reinforce} of the same batch.
   */
  Masks masks(Batch batch);

  /**
   * One policy-gradient step (Cheng et al. 2019, Algorithm 1, and the published code).
   *
   * @return the loss before the step; not finite if it diverged
   */
  double reinforce(Batch batch, Reinforcement along);

  /**
   * Rescales the last layer so that the scores before the sigmoid have median 0 and standard
   * deviation 1 over the given batches. An untrained policy then points at half of the pixels
   * instead of all or none.
   *
   * @return what was subtracted and what it was divided by
   * @throws WeightsException if all scores are the same
   */
  Centring centre(Iterable<Batch> batches);
}
