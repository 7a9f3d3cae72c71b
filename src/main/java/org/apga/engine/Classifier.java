package org.apga.engine;

/** Tells the classes of radiographs apart. */
public interface Classifier extends Network {

  /**
   * One optimiser step on the classifier's {@link CrossEntropy}, batch norm in training mode.
   *
   * @param norms that it goes through, and whose running statistics it moves
   * @param carry whether this step's gradient is kept for the next {@link #fitThrough}
   * @return the losses before the step
   */
  Losses fit(Batch batch, NormSet norms, GradientCarry carry);

  /** One optimiser step on whole images; its gradient is forgotten. The loss before it. */
  default double fit(Batch batch) {
    return fit(batch, NormSet.CLEAN, GradientCarry.NONE).mean();
  }

  /** One optimiser step on masked images; its gradient is forgotten. The loss before it. */
  default double fitMasked(Batch batch) {
    return fit(batch, NormSet.MASKED, GradientCarry.NONE).mean();
  }

  /**
   * The losses that steps follow. Changes nothing.
   *
   * @param statistics that the norms take: {@code RUNNING} in evaluation mode, {@code BATCH} as a
   *     step does
   */
  Losses losses(Batch batch, NormSet norms, NormStatistics statistics);

  /** The loss of whole images in evaluation mode. Changes nothing. */
  default double loss(Batch batch) {
    return losses(batch, NormSet.CLEAN, NormStatistics.RUNNING).mean();
  }

  /**
   * Puts statistics in the place of the running ones: the means over these batches of their means
   * and unbiased variances (PyTorch's batch norm with momentum None), each batch seen once through
   * the norms of whole images. Evaluation sees them, and so does {@link #state}, until {@link
   * #restoreStatistics}; no step may be made in between. Asked again for the same object before the
   * next step, it puts back what it gathered.
   *
   * @param clean whole images
   */
  void gatherStatistics(Iterable<Batch> clean);

  /** Puts the running statistics back that {@link #gatherStatistics} found, with their bits. */
  void restoreStatistics();

  /** Scores before softmax, images x classes, row-major, in evaluation mode. Changes nothing. */
  double[] logits(Batch batch);

  /**
   * Probability of each class, in evaluation mode. Changes nothing.
   *
   * @return images x classes, row-major
   * @throws DivergedException if a score is NaN or infinite
   */
  default double[] probabilities(Batch batch) {
    double[] scores = DivergedException.orNumbers(logits(batch), "a score of the classifier");
    return Softmax.of(scores, batch.images());
  }

  /**
   * Grad-CAM before its scaling, for each image's predicted class at the last feature map: relu of
   * the sum over channels of (spatial mean of d logit / d feature) x relu(feature) (Selvaraju et
   * al. 2017, as the published code takes it). Changes nothing.
   *
   * @throws DivergedException if a logit is NaN or infinite
   */
  ActivationMaps activationMaps(Batch batch, NormStatistics statistics);

  /**
   * The end-to-end joint step: with p = policy(x), one step of this classifier and of {@code
   * policy} on CE(C(p * x + (1 - p) * fill), y) + zeros * BCE(p, 0) + ones * BCE(p, 1), batch norm
   * in training mode, through the norms of masked images.
   *
   * @return both parts of the loss, before the step; not finite if it diverged
   * @throws IllegalArgumentException if {@code policy} belongs to another engine
   */
  JointLoss fitThrough(MaskPolicy policy, Batch batch, JointStep step);
}
