package org.apga.engine;

/**
 * Adam as PyTorch computes it: epsilon is added after bias correction.
 *
 * @param learningRate published: 1e-5
 * @param beta1 published: 0.9
 * @param beta2 published: 0.999
 * @param epsilon published: 1e-8
 */
public record AdamSpec(double learningRate, double beta1, double beta2, double epsilon) {

  /** PyTorch's defaults at the given learning rate. */
  public static AdamSpec of(double learningRate) {
    return new AdamSpec(learningRate, 0.9, 0.999, 1e-8);
  }
}
