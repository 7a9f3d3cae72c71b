package org.apga.engine.dl4j;

import java.util.List;
import org.apga.engine.ActivationMaps;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.DivergedException;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointLoss;
import org.apga.engine.JointStep;
import org.apga.engine.Losses;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.NormSet;
import org.apga.engine.NormStatistics;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.apga.engine.dl4j.onednn.Output;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A DenseNet. */
final class Dl4jClassifier extends TrainedGraph implements Classifier {
  private final DenseNetSpec spec;
  private final CrossEntropy loss;

  Dl4jClassifier(Dl4jEngine engine, DenseNetSpec spec, ClassifierSteps steps, NetworkState state) {
    super(engine, GraphSpec.of(spec, steps.loss(), engine.precision()), steps, state);
    this.spec = spec;
    this.loss = steps.loss();
  }

  @Override
  public Losses fit(Batch batch, NormSet norms, GradientCarry carry) {
    return stepping(
        norms,
        () -> {
          Losses before = passes.backward(batch, InputGradient.UNWANTED);
          step(carry);
          return before;
        });
  }

  @Override
  public Losses losses(Batch batch, NormSet norms, NormStatistics statistics) {
    return looking(norms, () -> loss.losses(logits(batch, statistics), batch.labels()));
  }

  @Override
  public double[] logits(Batch batch) {
    return logits(batch, NormStatistics.RUNNING);
  }

  private double[] logits(Batch batch, NormStatistics statistics) {
    return passes.activations(batch, statistics, List.of(DenseNetGraph.HEAD)).get(0).values();
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
    List<Output> activations =
        passes.activations(batch, statistics, List.of(DenseNetGraph.FEATURES, DenseNetGraph.HEAD));
    int height = activations.get(0).height();
    int width = activations.get(0).width();
    double[] features = activations.get(0).values();
    double[] logits =
        DivergedException.orNumbers(activations.get(1).values(), "a score of the classifier");
    INDArray head = parameter(DenseNetGraph.HEAD + ".weight");
    double[] weights = HostImages.drain(head.dup());
    int channels = spec.features();
    int size = height * width;
    double[] maps = new double[batch.images() * size];
    for (int i = 0; i < batch.images(); i++) {
      int predicted = predicted(logits, i);
      for (int c = 0; c < channels; c++) {
        int plane = (i * channels + c) * size;
        int positive = 0;
        for (int k = 0; k < size; k++) {
          positive += features[plane + k] > 0 ? 1 : 0;
        }
        double weight = weights[predicted * channels + c] / size * positive / size;
        for (int k = 0; k < size; k++) {
          maps[i * size + k] += weight * Math.max(features[plane + k], 0);
        }
      }
    }
    for (int k = 0; k < maps.length; k++) {
      maps[k] = Math.max(maps[k], 0);
    }
    return new ActivationMaps(batch.images(), height, width, maps);
  }

  private int predicted(double[] logits, int image) {
    int best = 0;
    for (int c = 1; c < spec.classes(); c++) {
      if (logits[image * spec.classes() + c] > logits[image * spec.classes() + best]) {
        best = c;
      }
    }
    return best;
  }

  @Override
  public JointLoss fitThrough(MaskPolicy policy, Batch batch, JointStep step) {
    if (!(policy instanceof Dl4jPolicy mask) || mask.engine != engine) {
      throw new IllegalArgumentException(
          "Cannot fit through the policy: it belongs to another engine. Open both networks from"
              + " one engine.");
    }
    double[] probabilities = mask.probabilities(batch);
    double[] filling = batch.filling(step.fill());
    double[] mixed = new double[probabilities.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = probabilities[i] * batch.pixels()[i] + (1 - probabilities[i]) * filling[i];
    }
    Batch masked = new Batch(batch.images(), batch.height(), batch.width(), mixed, batch.labels());
    return stepping(
        NormSet.MASKED,
        () -> {
          double before = passes.backward(masked, InputGradient.WANTED).mean();
          double[] byLevel = images.byLevel(passes.imageGradient(), batch.height() * batch.width());
          addCarried(step.carry());
          step(GradientCarry.NONE);
          double maskSize = mask.follow(batch, byProbability(batch, filling, byLevel), step);
          return new JointLoss(before, maskSize);
        });
  }

  /** Converts d loss / d (p x + (1 - p) filling) to d loss / d p. */
  private static double[] byProbability(Batch batch, double[] filling, double[] byLevel) {
    double[] byProbability = new double[byLevel.length];
    for (int i = 0; i < byProbability.length; i++) {
      byProbability[i] = byLevel[i] * (batch.pixels()[i] - filling[i]);
    }
    return byProbability;
  }
}
