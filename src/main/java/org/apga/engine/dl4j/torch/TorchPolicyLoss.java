package org.apga.engine.dl4j.torch;

import org.apga.engine.PolicyLossWeights;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Losses on a policy's mask and their gradients with respect to its scores z, p = sigmoid(z), on
 * the device in double precision. BCE is PyTorch's: logarithms clamped at -100, and a backward pass
 * that divides by p (1 - p), clamped at 1e-12.
 */
final class TorchPolicyLoss {
  private static final double LEAST_LOG = -100;
  private static final double LEAST_VARIANCE = 1e-12;

  private TorchPolicyLoss() {}

  /**
   * action A BCE(p, [p &gt; 0.5]) + zeros |A| BCE(p, 0) + ones |A| BCE(p, 1).
   *
   * @return three numbers were summed on the device, and crossed
   */
  static double loss(
      TorchDevice device, Tensor probabilities, double advantage, PolicyLossWeights weights) {
    Tensor zero = minusLog(probabilities.neg().add(new Scalar(1)));
    Tensor one = minusLog(probabilities);
    Tensor action = torch.where(probabilities.gt(new Scalar(0.5)), one, zero);
    TensorVector sums = new TensorVector();
    sums.push_back(action.mean());
    sums.push_back(zero.mean());
    sums.push_back(one.mean());
    double[] means = device.download(torch.stack(sums, 0));
    double size = Math.abs(advantage);
    return weights.actionWeight() * advantage * means[0]
        + weights.zerosWeight() * size * means[1]
        + weights.onesWeight() * size * means[2];
  }

  private static Tensor minusLog(Tensor share) {
    return share.log().clamp(new ScalarOptional(new Scalar(LEAST_LOG)), new ScalarOptional()).neg();
  }

  /** The gradient of {@link #loss} with respect to each score. */
  static Tensor gradient(Tensor probabilities, double advantage, PolicyLossWeights weights) {
    double action = weights.actionWeight() * advantage;
    double zeros = weights.zerosWeight() * Math.abs(advantage);
    double ones = weights.onesWeight() * Math.abs(advantage);
    Tensor target = probabilities.gt(new Scalar(0.5)).to(probabilities.scalar_type());
    return probabilities
        .sub(target)
        .mul(new Scalar(action))
        .add(probabilities.mul(new Scalar(zeros + ones)).sub(new Scalar(ones)))
        .mul(backward(probabilities))
        .div(new Scalar((double) probabilities.numel()));
  }

  /**
   * The gradient with respect to each score of zeros BCE(p, 0) + ones BCE(p, 1) and of a loss whose
   * gradient with respect to p is given.
   */
  static Tensor jointGradient(
      Tensor probabilities, Tensor lossByProbability, double zeros, double ones) {
    Tensor bySize =
        probabilities
            .mul(new Scalar(zeros + ones))
            .sub(new Scalar(ones))
            .mul(backward(probabilities))
            .div(new Scalar((double) probabilities.numel()));
    return lossByProbability
        .to(probabilities.scalar_type())
        .mul(variance(probabilities))
        .add(bySize);
  }

  private static Tensor variance(Tensor probabilities) {
    return probabilities.mul(probabilities.neg().add(new Scalar(1)));
  }

  /** p (1 - p) of the sigmoid over the clamped p (1 - p) of BCE: 1 unless p is all but sure. */
  private static Tensor backward(Tensor probabilities) {
    Tensor variance = variance(probabilities);
    return variance.div(
        variance.clamp(new ScalarOptional(new Scalar(LEAST_VARIANCE)), new ScalarOptional()));
  }
}
