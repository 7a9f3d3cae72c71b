package org.apga.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An engine that trains next to nothing, in no time: a classifier has a threshold on the mean of an
 * image's pixels, a policy one on each pixel. Deterministic; a state holds everything.
 */
public final class StandInEngine implements Engine {
  private static final String THRESHOLD = "threshold";

  @Override
  public EngineDescription description() {
    return new EngineDescription("stand-in", "none", Precision.DOUBLE, 1, true, new TreeMap<>());
  }

  @Override
  public Classifier classifier(DenseNetSpec spec, ClassifierSteps steps, NetworkState state) {
    return new StandInClassifier(new Weights(state));
  }

  @Override
  public MaskPolicy policy(UNetSpec spec, AdamSpec adam, NetworkState state) {
    return new StandInPolicy(new Weights(state));
  }

  @Override
  public void close() {}

  /** A threshold, how it last moved, and how often. Drawn weights give the first threshold. */
  private static final class Weights {
    private final Normalisation input;
    private double threshold;
    private double moved;
    private double rate = 1;
    private long steps;

    Weights(NetworkState state) {
      this.input = state.input();
      Tensor known = state.tensors().get(THRESHOLD);
      Tensor any = state.tensors().values().iterator().next();
      threshold = known == null ? 0.5 + any.at(0) / 100 : known.at(0);
      NetworkState.Optimiser optimiser = state.optimiser();
      if (optimiser != null) {
        steps = optimiser.steps();
        moved = Objects.requireNonNull(optimiser.firstMoments().get(THRESHOLD)).at(0);
      }
    }

    void step(double towards) {
      steps++;
      moved = 0.5 * moved + rate * (towards - threshold) / (10 + steps);
      threshold += moved;
    }

    NetworkState state() {
      Map<String, Tensor> moments = tensor(moved);
      return new NetworkState(
          tensor(threshold),
          input,
          new NetworkState.Optimiser(steps, moments, moments, Map.of(), Map.of()));
    }

    private static Map<String, Tensor> tensor(double value) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put(THRESHOLD, new Tensor.Doubles(new int[] {1}, new double[] {value}));
      return tensors;
    }
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElseThrow();
  }

  private static double sigmoid(double score) {
    return 1 / (1 + Math.exp(-score));
  }

  private record StandInClassifier(Weights weights) implements Classifier {
    @Override
    public Losses fit(Batch batch, NormSet norms, GradientCarry carry) {
      Losses losses = losses(batch, norms, NormStatistics.BATCH);
      weights.step(mean(batch.pixels(), 0, batch.pixels().length));
      return losses;
    }

    @Override
    public Losses losses(Batch batch, NormSet norms, NormStatistics statistics) {
      double[] probabilities = probabilities(batch);
      double[] losses = new double[batch.images()];
      double sum = 0;
      for (int i = 0; i < losses.length; i++) {
        double abnormal = probabilities[2 * i + 1];
        losses[i] = -Math.log(batch.labels()[i] == 1 ? abnormal : 1 - abnormal);
        sum += losses[i];
      }
      return new Losses(sum / losses.length, losses);
    }

    @Override
    public void gatherStatistics(Iterable<Batch> clean) {}

    @Override
    public void restoreStatistics() {}

    @Override
    public double[] logits(Batch batch) {
      double[] scores = new double[2 * batch.images()];
      int area = batch.height() * batch.width();
      for (int i = 0; i < batch.images(); i++) {
        double mean = mean(batch.pixels(), i * area, (i + 1) * area);
        scores[2 * i + 1] = 10 * (mean - weights.threshold);
      }
      return scores;
    }

    @Override
    public ActivationMaps activationMaps(Batch batch, NormStatistics statistics) {
      double[] values = new double[batch.images()];
      Arrays.setAll(values, i -> logits(batch)[2 * i + 1] + 20);
      return new ActivationMaps(batch.images(), 1, 1, values);
    }

    @Override
    public JointLoss fitThrough(MaskPolicy policy, Batch batch, JointStep step) {
      ((StandInPolicy) policy).weights.step(0.4);
      return new JointLoss(fit(batch, NormSet.MASKED, step.carry()).mean(), 0.25);
    }

    @Override
    public NetworkState state() {
      return weights.state();
    }

    @Override
    public void rate(double share) {
      weights.rate = share;
    }

    @Override
    public void exchangeAverage() {}

    @Override
    public Optional<String> flaw() {
      return weights.state().flaw();
    }

    @Override
    public Optional<String> flawOn(Batch batch) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private record StandInPolicy(Weights weights) implements MaskPolicy {
    @Override
    public Masks masks(Batch batch) {
      double[] probabilities = new double[batch.pixels().length];
      Arrays.setAll(probabilities, i -> sigmoid(10 * (batch.pixels()[i] - weights.threshold)));
      return Masks.of(batch.images(), batch.height(), batch.width(), probabilities);
    }

    @Override
    public double reinforce(Batch batch, Reinforcement along) {
      double advantage = Arrays.stream(along.advantages()).average().orElseThrow();
      weights.step(0.5 + advantage / 10);
      return Math.abs(advantage);
    }

    @Override
    public Centring centre(Iterable<Batch> batches) {
      return new Centring(0.5, 2);
    }

    @Override
    public NetworkState state() {
      return weights.state();
    }

    @Override
    public void rate(double share) {
      weights.rate = share;
    }

    @Override
    public void exchangeAverage() {}

    @Override
    public Optional<String> flaw() {
      return weights.state().flaw();
    }

    @Override
    public Optional<String> flawOn(Batch batch) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
