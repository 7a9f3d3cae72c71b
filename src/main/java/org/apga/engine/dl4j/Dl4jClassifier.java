package org.apga.engine.dl4j;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apga.engine.ActivationMaps;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.DivergedException;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointLoss;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.NormStatistics;
import org.apga.engine.Softmax;
import org.apga.engine.dl4j.ClassifierPasses.Activation;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A DenseNet. */
final class Dl4jClassifier implements Classifier {
  private final Dl4jEngine engine;
  private final DenseNetSpec spec;
  private final TrainedGraph network;
  private final ClassifierPasses passes;

  Dl4jClassifier(Dl4jEngine engine, DenseNetSpec spec, AdamSpec adam, NetworkState state) {
    new StateCheck("classifier", spec.parameters()).check(state);
    this.engine = engine;
    this.spec = spec;
    this.network =
        new TrainedGraph(
            DenseNetGraph.configuration(spec, engine.precision()),
            spec.parameters(),
            adam,
            engine.precision(),
            state);
    this.passes =
        engine
            .compile(
                network.graph(),
                Set.of(DenseNetGraph.IMAGE),
                Set.of(DenseNetGraph.FEATURES, DenseNetGraph.HEAD),
                spec.imageSize())
            .<ClassifierPasses>map(ClassifierPasses.OnPlans::new)
            .orElseGet(() -> new ClassifierPasses.OnGraph(network, spec, engine.precision()));
    network.onChange(passes::weightsChanged);
  }

  @Override
  public double fit(Batch batch, GradientCarry carry) {
    double loss = passes.backward(batch, batch.pixels(), InputGradient.UNWANTED);
    if (carry == GradientCarry.ACCUMULATE) {
      network.carry();
    } else {
      network.forget();
    }
    network.step();
    return loss;
  }

  @Override
  public double loss(Batch batch) {
    return Softmax.crossEntropy(logits(batch), batch.labels());
  }

  @Override
  public double[] logits(Batch batch) {
    return passes
        .activations(batch, NormStatistics.RUNNING, List.of(DenseNetGraph.HEAD))
        .get(0)
        .values();
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
    List<Activation> activations =
        passes.activations(batch, statistics, List.of(DenseNetGraph.FEATURES, DenseNetGraph.HEAD));
    int height = activations.get(0).height();
    int width = activations.get(0).width();
    double[] features = activations.get(0).values();
    double[] logits =
        DivergedException.orNumbers(activations.get(1).values(), "a score of the classifier");
    INDArray head = network.parameter(DenseNetGraph.HEAD + ".weight");
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
    if (!(policy instanceof Dl4jPolicy mask) || mask.engine() != engine) {
      throw new IllegalArgumentException(
          "Cannot fit through the policy: it belongs to another engine. Open both networks from"
              + " one engine.");
    }
    double[] probabilities = mask.probabilities(batch);
    double[] masked = new double[probabilities.length];
    for (int i = 0; i < masked.length; i++) {
      masked[i] = probabilities[i] * batch.pixels()[i];
    }
    double loss = passes.backward(batch, masked, InputGradient.WANTED);
    double[] byPixel = passes.imageGradient();
    if (step.carry() == GradientCarry.ACCUMULATE) {
      network.addCarried();
    }
    network.forget();
    network.step();
    double maskSize = mask.follow(batch, byProbability(batch, byPixel), step);
    return new JointLoss(loss, maskSize);
  }

  /** From d loss / d (p x), three channels, to d loss / d p. */
  private static double[] byProbability(Batch batch, double[] byPixel) {
    int size = batch.height() * batch.width();
    double[] byProbability = new double[batch.images() * size];
    for (int i = 0; i < byProbability.length; i++) {
      int first = i / size * 3 * size + i % size;
      double sum = byPixel[first] + byPixel[first + size] + byPixel[first + 2 * size];
      byProbability[i] = sum * batch.pixels()[i];
    }
    return byProbability;
  }

  @Override
  public Optional<String> flaw() {
    return network.flaw().map(flaw -> "the classifier's " + flaw);
  }

  @Override
  public Optional<String> flawOn(Batch batch) {
    return passes instanceof ClassifierPasses.OnPlans && !network.givesNumbers(batch)
        ? Optional.of("an activation of the classifier is NaN")
        : Optional.empty();
  }

  @Override
  public NetworkState state() {
    return network.state();
  }

  @Override
  public void close() {
    passes.close();
    network.close();
  }
}
