package org.apga.engine.dl4j;

import org.apga.engine.DivergedException;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Reinforcement;

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

  /** The loss that a step minimises. */
  static double loss(double[] probabilities, Reinforcement along) {
    PolicyLossWeights weights = along.weights();
    double[] advantages = along.advantages();
    int pixels = probabilities.length / advantages.length;
    double loss = 0;
    for (int a = 0; a < advantages.length; a++) {
      double action = 0;
      double zeros = 0;
      double ones = 0;
      for (int i = a * pixels; i < (a + 1) * pixels; i++) {
        double p = probabilities[i];
        double zero = -Math.max(Math.log(1 - p), LEAST_LOG);
        double one = -Math.max(Math.log(p), LEAST_LOG);
        action += pointed(along, i, p) ? one : zero;
        zeros += zero;
        ones += one;
      }
      double size = Math.abs(advantages[a]);
      loss +=
          weights.actionWeight() * advantages[a] * action
              + weights.zerosWeight() * size * zeros
              + weights.onesWeight() * size * ones;
    }
    return loss / probabilities.length;
  }

  private static boolean pointed(Reinforcement along, int pixel, double p) {
    boolean[] actions = along.actions();
    return actions == null ? p > 0.5 : actions[pixel];
  }

  /** The gradient of {@link #loss} with respect to each score. */
  static double[] gradient(double[] probabilities, Reinforcement along) {
    PolicyLossWeights weights = along.weights();
    double[] advantages = along.advantages();
    int pixels = probabilities.length / advantages.length;
    double[] gradient = new double[probabilities.length];
    for (int i = 0; i < gradient.length; i++) {
      double advantage = advantages[i / pixels];
      double action = weights.actionWeight() * advantage;
      double zeros = weights.zerosWeight() * Math.abs(advantage);
      double ones = weights.onesWeight() * Math.abs(advantage);
      double p = probabilities[i];
      double target = pointed(along, i, p) ? 1 : 0;
      gradient[i] =
          (action * (p - target) + zeros * p + ones * (p - 1)) * backward(p) / probabilities.length;
    }
    return gradient;
  }

  /**
   * The gradient of zeros BCE(p, 0) + ones BCE(p, 1), plus a loss whose gradient with respect to p
   * is given, with respect to each score.
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

  /** p (1 - p) of the sigmoid over the clamped p (1 - p) of BCE: 1 unless p is almost 0 or 1. */
  private static double backward(double p) {
    double variance = p * (1 - p);
    return variance / Math.max(variance, LEAST_VARIANCE);
  }
}
