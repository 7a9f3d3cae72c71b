package org.apga.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A policy that computes nothing: it writes down what it is asked and answers by script. */
public final class ScriptedPolicy implements MaskPolicy {
  private final Journal journal;
  private final Deque<double[]> masks = new ArrayDeque<>();
  private final Deque<Double> losses = new ArrayDeque<>();
  private PolicyLossWeights lastWeights = new PolicyLossWeights(0, 0, 0);

  /** A policy without a script. */
  public ScriptedPolicy(Journal journal) {
    this.journal = journal;
  }

  /** What the next {@link #masks(Batch)} points at; after the last, every pixel by 1. */
  public ScriptedPolicy masks(double... probabilities) {
    masks.add(probabilities);
    return this;
  }

  /** What policy-gradient steps give; then 0. */
  public ScriptedPolicy losses(double... values) {
    Arrays.stream(values).forEach(losses::add);
    return this;
  }

  /** The weights of the last policy-gradient step. */
  public PolicyLossWeights lastWeights() {
    return lastWeights;
  }

  @Override
  public Masks masks(Batch batch) {
    journal.add("masks", batch);
    double[] next = masks.poll();
    if (next == null) {
      next = new double[batch.pixels().length];
      Arrays.fill(next, 1);
    }
    return Masks.of(
        batch.images(),
        batch.height(),
        batch.width(),
        DivergedException.orNumbers(next, "a score of the policy"));
  }

  @Override
  public double reinforce(Batch batch, Reinforcement along) {
    String drawn = along.actions() == null ? "" : " along " + Arrays.toString(along.actions());
    journal.add(
        "reinforce by "
            + Arrays.stream(along.advantages())
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" "))
            + drawn,
        batch);
    lastWeights = along.weights();
    return losses.isEmpty() ? 0 : losses.remove();
  }

  @Override
  public Centring centre(Iterable<Batch> batches) {
    throw new UnsupportedOperationException("No method centres.");
  }

  @Override
  public Optional<String> flaw() {
    return Optional.empty();
  }

  @Override
  public Optional<String> flawOn(Batch batch) {
    return Optional.empty();
  }

  @Override
  public NetworkState state() {
    return new NetworkState(Map.of());
  }

  @Override
  public void rate(double share) {}

  @Override
  public void exchangeAverage() {}

  @Override
  public void close() {}
}
