package org.apga.engine.dl4j;

import org.apga.engine.DivergedException;
import org.apga.engine.PolicyLossWeights;

/**
 * Losses on a policy's mask and their gradients with respect to its scores z, p = sigmoid(z), on
 * the host in double precision.
 *
 * <p>BCE is PyTorch's: the mean over all pixels of -(t log p + (1 - t) log(1 - p)), each logarithm
 * clamped at -100; backward divides by p (1 - p), clamped at 1e-12.
 */
final class PolicyLoss {
  private static final double LEAST_LOG = -100;
  private static final double LEAST_VARIANCE = 1e-12;

  private PolicyLoss() {}

  /** Throws a {@link DivergedException} if a score is NaN or infinite. */
  static double[] sigmoid(double[] scores) {
    DivergedException.orNumbers(scores, "a score of the policy");
    double[] probabilities = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] = 1 / (1 + Math.exp(-scores[i]));
    }
    return probabilities;
  }

  /** action A BCE(p, [p &gt; 0.5]) + zeros |A| BCE(p, 0) + ones |A| BCE(p, 1). */
  static double loss(double[] probabilities, double advantage, PolicyLossWeights weights) {
    double action = 0;
    double zeros = 0;
    double ones = 0;
    for (double p : probabilities) {
      double zero = -Math.max(Math.log(1 - p), LEAST_LOG);
      double one = -Math.max(Math.log(p), LEAST_LOG);
      action += p > 0.5 ? one : zero;
      zeros += zero;
      ones += one;
    }
    double size = Math.abs(advantage);
    return (weights.actionWeight() * advantage * action
            + weights.zerosWeight() * size * zeros
            + weights.onesWeight() * size * ones)
        / probabilities.length;
  }

  /** The gradient of {@link #loss} with respect to each score. */
  static double[] gradient(double[] probabilities, double advantage, PolicyLossWeights weights) {
    double action = weights.actionWeight() * advantage;
    double zeros = weights.zerosWeight() * Math.abs(advantage);
    double ones = weights.onesWeight() * Math.abs(advantage);
    double[] gradient = new double[probabilities.length];
    for (int i = 0; i < gradient.length; i++) {
      double p = probabilities[i];
      double target = p > 0.5 ? 1 : 0;
      gradient[i] =
          (action * (p - target) + zeros * p + ones * (p - 1)) * backward(p) / probabilities.length;
    }
    return gradient;
  }

  /**
   * The gradient with respect to each score of zeros BCE(p, 0) + ones BCE(p, 1) and of a loss whose
   * gradient with respect to p is given.
   */
  static double[] jointGradient(
      double[] probabilities, double[] lossByProbability, double zeros, double ones) {
    double[] gradient = new double[probabilities.length];
    for (int i = 0; i < gradient.length; i++) {
      double p = probabilities[i];
      gradient[i] =
          lossByProbability[i] * p * (1 - p)
              + (zeros * p + ones * (p - 1)) * backward(p) / probabilities.length;
    }
    return gradient;
  }

  /** p (1 - p) of the sigmoid over the clamped p (1 - p) of BCE: 1 unless p is all but sure. */
  private static double backward(double p) {
    double variance = p * (1 - p);
    return variance / Math.max(variance, LEAST_VARIANCE);
  }
}
