package org.apga.engine.dl4j.torch;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apga.engine.ActivationMaps;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DivergedException;
import org.apga.engine.Fill;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointLoss;
import org.apga.engine.JointStep;
import org.apga.engine.Losses;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.NormSet;
import org.apga.engine.NormStatistics;
import org.apga.engine.dl4j.GraphLayout;
import org.apga.engine.dl4j.torch.TorchNetwork.Norms;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A DenseNet. Losses are computed on the device, in double precision, from its scores. */
final class TorchClassifier extends TorchNetwork implements Classifier {
  /** The label that cross-entropy ignores; no image has it. */
  private static final long NO_LABEL = -100;

  private final CrossEntropy loss;

  TorchClassifier(
      TorchDevice device, GraphLayout layout, ClassifierSteps steps, NetworkState state) {
    super(device, layout, steps, state);
    this.loss = steps.loss();
  }

  @Override
  public Losses fit(Batch batch, NormSet norms, GradientCarry carry) {
    return device.compute(
        batch,
        () ->
            stepping(
                norms,
                () -> {
                  Losses before = backward(device.images(batch), batch);
                  step(carry);
                  return before;
                }));
  }

  private Losses backward(Tensor images, Batch batch) {
    Tensor logits = output(images, Norms.TRAINING);
    Tensor loss = crossEntropy(logits, batch);
    backward(loss);
    return losses(loss, logits, batch);
  }

  private Losses losses(Tensor mean, Tensor logits, Batch batch) {
    TensorVector both = new TensorVector();
    both.push_back(mean.view(1));
    both.push_back(logits.to(ScalarType.Double).flatten());
    double[] crossed = device.download(torch.cat(both, 0));
    double[] scores = Arrays.copyOfRange(crossed, 1, crossed.length);
    return new Losses(crossed[0], loss.losses(scores, batch.labels()).images());
  }

  private Tensor crossEntropy(Tensor logits, Batch batch) {
    return torch.cross_entropy_loss(
        logits.to(ScalarType.Double),
        device.labels(batch),
        loss.classWeights().isEmpty()
            ? new TensorOptional()
            : new TensorOptional(device.doubles(loss.classWeights())),
        torch.Reduction.Mean.value,
        NO_LABEL,
        loss.smoothing());
  }

  @Override
  public Losses losses(Batch batch, NormSet norms, NormStatistics statistics) {
    return device.evaluate(
        batch,
        () ->
            looking(
                norms,
                () -> {
                  Tensor logits = output(device.images(batch), norms(statistics));
                  return losses(crossEntropy(logits, batch), logits, batch);
                }));
  }

  private static Norms norms(NormStatistics statistics) {
    return statistics == NormStatistics.BATCH ? Norms.BATCH : Norms.RUNNING;
  }

  @Override
  public double[] logits(Batch batch) {
    return device.evaluate(
        batch, () -> device.download(output(device.images(batch), Norms.RUNNING)));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Needs no backward pass: only ReLU, global average pool and the linear head follow norm5, so
   * d logit k / d feature c is head weight (k, c) / (height x width) where the feature is positive,
   * and 0 elsewhere.
   */
  @Override
  public ActivationMaps activationMaps(Batch batch, NormStatistics statistics) {
    return device.evaluate(
        batch,
        () -> {
          Map<String, Tensor> activations = forward(device.images(batch), norms(statistics));
          Tensor logits = Objects.requireNonNull(activations.get(GraphLayout.HEAD));
          DivergedException.orNumbers(device.download(logits), "a score of the classifier");
          Tensor features =
              Objects.requireNonNull(activations.get(GraphLayout.FEATURES))
                  .to(ScalarType.Double)
                  .relu();
          long size = features.size(2) * features.size(3);
          Tensor head =
              parameter(GraphLayout.HEAD + ".weight")
                  .view(-1, features.size(1))
                  .to(ScalarType.Double);
          Tensor predicted = logits.argmax(new org.bytedeco.pytorch.LongOptional(1), false);
          Tensor positive = features.gt(new Scalar(0)).sum(2, 3).to(ScalarType.Double);
          Tensor weights =
              head.index_select(0, predicted)
                  .div(new Scalar((double) size))
                  .mul(positive)
                  .div(new Scalar((double) size));
          Tensor maps =
              weights.view(features.size(0), features.size(1), 1, 1).mul(features).sum(1).relu();
          return new ActivationMaps(
              batch.images(), (int) maps.size(1), (int) maps.size(2), device.download(maps));
        });
  }

  @Override
  public JointLoss fitThrough(MaskPolicy policy, Batch batch, JointStep step) {
    if (!(policy instanceof TorchPolicy mask) || mask.device != device) {
      throw new IllegalArgumentException(
          "Cannot fit through the policy: it belongs to another engine. Open both networks from"
              + " one engine.");
    }
    return device.compute(
        batch,
        () -> {
          Tensor whole = device.images(batch);
          Tensor filling =
              step.fill() == Fill.ZERO
                  ? torch.zeros_like(whole)
                  : device.filling(batch, step.fill());
          Tensor over = whole.sub(filling);
          Tensor masked = mask.probabilities(batch).to(device.type).mul(over).add(filling).detach();
          masked.set_requires_grad(true);
          return stepping(
              NormSet.MASKED,
              () -> {
                double loss = backward(masked, batch).mean();
                // Converts d loss / d (p x + (1 - p) filling) to d loss / d p.
                Tensor byProbability = masked.grad().mul(over);
                addCarried(step.carry());
                step(GradientCarry.NONE);
                return new JointLoss(loss, mask.follow(batch, byProbability, step));
              });
        });
  }
}
