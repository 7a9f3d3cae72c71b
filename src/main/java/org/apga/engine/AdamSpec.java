package org.apga.engine;

/**
 * Adam as PyTorch computes it, with epsilon added after bias correction. Before the step, the norm
 * of the gradient can be bounded ({@code clip_grad_norm_}) and weights can decay independently of
 * the gradient ({@code AdamW}); after it, a moving average of the weights can be updated ({@code
 * AveragedModel} with {@code get_ema_multi_avg_fn} and buffers).
 *
 * @param learningRate published: 1e-5
 * @param beta1 published: 0.9
 * @param beta2 published: 0.999
 * @param epsilon published: 1e-8
 * @param weightDecay share of a weight that a step removes, divided by the learning rate; 0 = none
 * @param largestNorm upper bound of the norm of the gradient of all weights together; 0 = no bound
 * @param averageDecay share of the old average in the new one; 0 = no average is kept
 */
public record AdamSpec(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double largestNorm,
    double averageDecay) {

  /** Added to a norm before dividing by it, as PyTorch does. */
  public static final double NORM_EPSILON = 1e-6;

  /** PyTorch's defaults at the given learning rate, without clipping, decay or average. */
  public static AdamSpec of(double learningRate) {
    return new AdamSpec(learningRate, 0.9, 0.999, 1e-8, 0, 0, 0);
  }

  /** The same settings with another learning rate. */
  public AdamSpec at(double otherRate) {
    return new AdamSpec(otherRate, beta1, beta2, epsilon, weightDecay, largestNorm, averageDecay);
  }

  /** Whether a moving average of the weights is kept. */
  public boolean averages() {
    return averageDecay > 0;
  }

  /** The factor by which a gradient of this norm is multiplied. */
  public double clipping(double norm) {
    return largestNorm > 0 ? Math.min(1, largestNorm / (norm + NORM_EPSILON)) : 1;
  }
}
