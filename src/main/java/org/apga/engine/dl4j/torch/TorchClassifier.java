package org.apga.engine.dl4j.torch;

import java.util.Map;
import java.util.Objects;
import org.apga.engine.ActivationMaps;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DivergedException;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointLoss;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.NormStatistics;
import org.apga.engine.dl4j.GraphLayout;
import org.apga.engine.dl4j.torch.TorchNetwork.Norms;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A DenseNet. Losses are computed on the device, in double precision, from its scores. */
final class TorchClassifier extends TorchNetwork implements Classifier {
  /** Of labels that do not count; no image has it. */
  private static final long NO_LABEL = -100;

  private final CrossEntropy loss;

  TorchClassifier(
      TorchDevice device,
      GraphLayout layout,
      AdamSpec adam,
      CrossEntropy loss,
      NetworkState state) {
    super(device, layout, adam, state);
    this.loss = loss;
  }

  @Override
  public double fit(Batch batch, GradientCarry carry) {
    return device.compute(
        batch,
        () -> {
          double loss = backward(device.images(batch), batch);
          step(carry);
          return loss;
        });
  }

  private double backward(Tensor images, Batch batch) {
    Tensor loss = crossEntropy(output(images, Norms.TRAINING), batch);
    backward(loss);
    return device.download(loss)[0];
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
  public double loss(Batch batch) {
    return device.evaluate(
        batch,
        () -> {
          Tensor logits = output(device.images(batch), Norms.RUNNING);
          return device.download(crossEntropy(logits, batch))[0];
        });
  }

  @Override
  public double[] logits(Batch batch) {
    return device.evaluate(
        batch, () -> device.download(output(device.images(batch), Norms.RUNNING)));
  }

  /**
   * {@inheritDoc}
   *
   * <p>No backward pass: behind norm5 come only ReLU, global average pool and the linear head, so d
   * logit k / d feature c is head weight (k, c) / (height x width) where the feature is positive,
   * and 0 elsewhere.
   */
  @Override
  public ActivationMaps activationMaps(Batch batch, NormStatistics statistics) {
    return device.evaluate(
        batch,
        () -> {
          Norms norms = statistics == NormStatistics.BATCH ? Norms.BATCH : Norms.RUNNING;
          Map<String, Tensor> activations = forward(device.images(batch), norms);
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
          Tensor masked = mask.probabilities(batch).to(device.type).mul(whole).detach();
          masked.set_requires_grad(true);
          double loss = backward(masked, batch);
          // From d loss / d (p x) to d loss / d p.
          Tensor byProbability = masked.grad().mul(whole);
          addCarried(step.carry());
          step(GradientCarry.NONE);
          return new JointLoss(loss, mask.follow(batch, byProbability, step));
        });
  }
}
