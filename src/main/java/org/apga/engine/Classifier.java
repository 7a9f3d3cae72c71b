package org.apga.engine;

/** Tells normal from abnormal radiographs. */
public interface Classifier extends Network {

  /**
   * One optimiser step on the classifier's {@link CrossEntropy}, batch norm in training mode.
   *
   * @param carry whether this step's gradient is kept for the next {@link #fitThrough}
   * @return the loss of the batch before the step; not finite if it diverged
   */
  double fit(Batch batch, GradientCarry carry);

  /** One optimiser step on the loss; its gradient is forgotten. */
  default double fit(Batch batch) {
    return fit(batch, GradientCarry.NONE);
  }

  /** The loss that steps follow, in evaluation mode. Changes nothing. */
  double loss(Batch batch);

  /** Scores before softmax, images x classes, row-major, in evaluation mode. Changes nothing. */
  double[] logits(Batch batch);

  /**
   * Probability of each image being abnormal (class 1), in evaluation mode. Changes nothing.
   *
   * @return images
   * @throws DivergedException if a score is NaN or infinite
   */
  default double[] probabilities(Batch batch) {
    return Softmax.ofClassOne(logits(batch), batch.images());
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
   * policy} on CE(C(p * x), y) + zeros * BCE(p, 0) + ones * BCE(p, 1), batch norm in training mode.
   *
   * @return both parts of the loss, before the step; not finite if it diverged
   * @throws IllegalArgumentException if {@code policy} belongs to another engine
   */
  JointLoss fitThrough(MaskPolicy policy, Batch batch, JointStep step);
}
