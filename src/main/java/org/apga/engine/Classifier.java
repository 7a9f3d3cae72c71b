package org.apga.engine;

/** Distinguishes the classes of radiographs. */
public interface Classifier extends Network {

  /**
   * One optimiser step on the classifier's {@link CrossEntropy}, batch norm in training mode.
   *
   * @param norms the norms that the step uses and whose running statistics it updates
   * @param carry whether this step's gradient is kept for the next {@link #fitThrough}
   * @return the losses before the step
   */
  Losses fit(Batch batch, NormSet norms, GradientCarry carry);

  /** One optimiser step on whole images without gradient carry. Returns the loss before it. */
  default double fit(Batch batch) {
    return fit(batch, NormSet.CLEAN, GradientCarry.NONE).mean();
  }

  /** One optimiser step on masked images without gradient carry. Returns the loss before it. */
  default double fitMasked(Batch batch) {
    return fit(batch, NormSet.MASKED, GradientCarry.NONE).mean();
  }

  /**
   * The losses that steps minimise. Changes nothing.
   *
   * @param statistics the statistics that the norms use: {@code RUNNING} as in evaluation mode,
   *     {@code BATCH} as in a step
   */
  Losses losses(Batch batch, NormSet norms, NormStatistics statistics);

  /** The loss of whole images in evaluation mode. Changes nothing. */
  default double loss(Batch batch) {
    return losses(batch, NormSet.CLEAN, NormStatistics.RUNNING).mean();
  }

  /**
   * Replaces the running statistics by the means over these batches of their means and unbiased
   * variances (PyTorch's batch norm with momentum None). Each batch passes once through the norms
   * of whole images. Evaluation and {@link #state} use the gathered statistics until {@link
   * #restoreStatistics}; no step may be made in between. If it is called again with the same object
   * before the next step, it reuses what it gathered.
   *
   * @param clean whole images
   */
  void gatherStatistics(Iterable<Batch> clean);

  /** Restores the running statistics that {@link #gatherStatistics} replaced, bit for bit. */
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
   * al. 2017, as the published code computes it). Changes nothing.
   *
   * @throws DivergedException if a logit is NaN or infinite
   */
  ActivationMaps activationMaps(Batch batch, NormStatistics statistics);

  /**
   * The end-to-end joint step: with p = policy(x), one step of this classifier and of {@code
   * policy} on CE(C(p * x + (1 - p) * fill), y) + zeros * BCE(p, 0) + ones * BCE(p, 1), with batch
   * norm in training mode, through the norms of masked images.
   *
   * @return both parts of the loss, before the step; not finite if it diverged
   * @throws IllegalArgumentException if {@code policy} belongs to another engine
   */
  JointLoss fitThrough(MaskPolicy policy, Batch batch, JointStep step);
}
