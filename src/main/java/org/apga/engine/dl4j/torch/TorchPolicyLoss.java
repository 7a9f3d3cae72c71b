package org.apga.engine.dl4j.torch;

import java.util.Arrays;
import java.util.List;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Reinforcement;
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

  /** The loss that a step minimises; downloads three numbers per advantage. */
  static double loss(TorchDevice device, Tensor probabilities, Reinforcement along) {
    Tensor zero = minusLog(probabilities.neg().add(new Scalar(1)));
    Tensor one = minusLog(probabilities);
    Tensor action = torch.where(pointed(device, probabilities, along), one, zero);
    double[] advantages = along.advantages();
    TensorVector means = new TensorVector();
    for (Tensor part : new Tensor[] {action, zero, one}) {
      means.push_back(advantages.length == 1 ? part.mean().view(1) : part.flatten(1, -1).mean(1));
    }
    double[] crossed = device.download(torch.stack(means, 0));
    PolicyLossWeights weights = along.weights();
    double loss = 0;
    for (int a = 0; a < advantages.length; a++) {
      double size = Math.abs(advantages[a]);
      loss +=
          weights.actionWeight() * advantages[a] * crossed[a]
              + weights.zerosWeight() * size * crossed[advantages.length + a]
              + weights.onesWeight() * size * crossed[2 * advantages.length + a];
    }
    return loss / advantages.length;
  }

  private static Tensor pointed(TorchDevice device, Tensor probabilities, Reinforcement along) {
    boolean[] actions = along.actions();
    return actions == null
        ? probabilities.gt(new Scalar(0.5))
        : device.flags(actions, true, probabilities.shape());
  }

  private static Tensor minusLog(Tensor share) {
    return share.log().clamp(new ScalarOptional(new Scalar(LEAST_LOG)), new ScalarOptional()).neg();
  }

  /** The gradient of {@link #loss} with respect to each score. */
  static Tensor gradient(TorchDevice device, Tensor probabilities, Reinforcement along) {
    PolicyLossWeights weights = along.weights();
    Tensor target = pointed(device, probabilities, along).to(probabilities.scalar_type());
    Tensor byAction =
        times(device, probabilities.sub(target), weights.actionWeight(), along.advantages());
    double[] sizes = Arrays.stream(along.advantages()).map(Math::abs).toArray();
    Tensor bySize =
        times(device, probabilities, weights.zerosWeight() + weights.onesWeight(), sizes)
            .sub(times(device, torch.ones_like(probabilities), weights.onesWeight(), sizes));
    return byAction
        .add(bySize)
        .mul(backward(probabilities))
        .div(new Scalar((double) probabilities.numel()));
  }

  /** A tensor times a weight and the advantage of all images, or of each image. */
  private static Tensor times(
      TorchDevice device, Tensor tensor, double weight, double[] advantages) {
    if (advantages.length == 1) {
      return tensor.mul(new Scalar(weight * advantages[0]));
    }
    List<Double> factors = Arrays.stream(advantages).map(a -> weight * a).boxed().toList();
    return tensor.mul(device.doubles(factors).view(advantages.length, 1, 1, 1));
  }

  /**
   * The gradient of zeros BCE(p, 0) + ones BCE(p, 1), plus a loss whose gradient with respect to p
   * is given, with respect to each score.
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

  /** p (1 - p) of the sigmoid over the clamped p (1 - p) of BCE: 1 unless p is almost 0 or 1. */
  private static Tensor backward(Tensor probabilities) {
    Tensor variance = variance(probabilities);
    return variance.div(
        variance.clamp(new ScalarOptional(new Scalar(LEAST_VARIANCE)), new ScalarOptional()));
  }
}
