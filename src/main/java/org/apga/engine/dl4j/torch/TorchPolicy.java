package org.apga.engine.dl4j.torch;

import static org.apga.engine.dl4j.torch.TorchDevice.keep;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Centring;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.DivergedException;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NetworkState;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Reinforcement;
import org.apga.engine.dl4j.GraphLayout;
import org.apga.engine.dl4j.ScoreStatistics;
import org.apga.engine.dl4j.torch.TorchNetwork.Norms;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A UNet-11.
 *
 * <p>{@link #masks} keeps its activations, so that a {@link #reinforce} of the same batch needs no
 * second forward pass; the next call releases them. Activations are not kept for a batch that the
 * last step was made on, because no arm makes two steps on one batch.
 */
final class TorchPolicy extends TorchNetwork implements MaskPolicy {
  /** Number of masks that stay on the device: a step reads two, and an evaluation one more. */
  private static final int MASKS = 4;

  /**
   * A forward pass with activations for a backward pass: n x 1 x h x w each, p in double precision.
   */
  private record Forward(Batch batch, Tensor scores, Tensor probabilities) {
    void close() {
      scores.close();
      probabilities.close();
    }
  }

  private final Deque<TorchMasks> latest = new ArrayDeque<>();
  private @Nullable Forward kept;
  private @Nullable Batch steppedOn;

  TorchPolicy(TorchDevice device, GraphLayout layout, AdamSpec adam, NetworkState state) {
    super(device, layout, ClassifierSteps.plain(adam), state);
  }

  @Override
  public Masks masks(Batch batch) {
    return device.compute(
        batch,
        () -> {
          Tensor probabilities;
          if (batch == steppedOn) {
            probabilities = sigmoid(scores(batch));
          } else {
            probabilities = forward(batch).probabilities.clone();
          }
          if (latest.size() == MASKS) {
            latest.removeFirst().letGo();
          }
          TorchMasks masks = new TorchMasks(device, keep(probabilities));
          latest.addLast(masks);
          return masks;
        });
  }

  /**
   * The mask, from a forward pass that a backward pass of {@link #follow} can use; double
   * precision.
   */
  Tensor probabilities(Batch batch) {
    return forward(batch).probabilities;
  }

  private Forward forward(Batch batch) {
    Forward known = kept;
    if (known != null && known.batch == batch) {
      return known;
    }
    letGo();
    try (PointerScope scope = new PointerScope()) {
      Tensor scores = output(device.images(batch), Norms.TRAINING);
      Forward forward = new Forward(batch, keep(scores), keep(sigmoid(scores.detach())));
      kept = forward;
      return forward;
    }
  }

  private void letGo() {
    if (kept != null) {
      kept.close();
      kept = null;
    }
  }

  /** Throws a {@link DivergedException} if a score is NaN or infinite. */
  private Tensor sigmoid(Tensor scores) {
    Tensor wide = scores.to(ScalarType.Double);
    if (device.download(wide.isfinite().all())[0] == 0) {
      DivergedException.orNumbers(device.download(wide), "a score of the policy");
    }
    return wide.sigmoid();
  }

  private Tensor scores(Batch batch) {
    letGo();
    try (NoGradGuard noGraph = new NoGradGuard()) {
      return output(device.images(batch), Norms.RUNNING);
    }
  }

  @Override
  public double reinforce(Batch batch, Reinforcement along) {
    return device.compute(
        batch,
        () -> {
          Tensor probabilities = probabilities(batch);
          double loss = TorchPolicyLoss.loss(device, probabilities, along);
          backward(batch, TorchPolicyLoss.gradient(device, probabilities, along));
          step(batch, GradientCarry.NONE);
          return loss;
        });
  }

  /**
   * This policy's part of the joint step, after {@link #probabilities} of the same batch.
   *
   * @param lossByProbability n x 1 x h x w
   * @return zeros BCE(p, 0) + ones BCE(p, 1) before the step
   */
  double follow(Batch batch, Tensor lossByProbability, JointStep step) {
    Tensor probabilities = probabilities(batch);
    PolicyLossWeights size = new PolicyLossWeights(0, step.zerosWeight(), step.onesWeight());
    double maskSize = TorchPolicyLoss.loss(device, probabilities, Reinforcement.published(1, size));
    backward(
        batch,
        TorchPolicyLoss.jointGradient(
            probabilities, lossByProbability, step.zerosWeight(), step.onesWeight()));
    addCarried(step.carry());
    step(batch, step.carry());
    return maskSize;
  }

  private void backward(Batch batch, Tensor byScore) {
    Tensor scores = forward(batch).scores;
    backward(scores, byScore.to(scores.scalar_type()));
    letGo();
  }

  private void step(Batch batch, GradientCarry carry) {
    step(carry);
    steppedOn = batch;
  }

  @Override
  public Centring centre(Iterable<Batch> batches) {
    Centring centring =
        ScoreStatistics.of(
            batches, batch -> device.compute(batch, () -> device.download(scores(batch))));
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGraph = new NoGradGuard()) {
      parameter(GraphLayout.SCORES + ".weight").div_(new Scalar(centring.divide()));
      parameter(GraphLayout.SCORES + ".bias")
          .sub_(new Scalar(centring.subtract()))
          .div_(new Scalar(centring.divide()));
    }
    return centring;
  }

  @Override
  public void exchangeAverage() {
    letGo();
    super.exchangeAverage();
  }

  @Override
  public void close() {
    letGo();
    latest.forEach(TorchMasks::letGo);
    latest.clear();
    super.close();
  }
}
