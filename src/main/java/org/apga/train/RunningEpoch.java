package org.apga.train;

import java.util.EnumMap;
import org.apga.method.Measure;
import org.apga.method.Method;
import org.apga.method.Step;

/** The epoch in progress: its position, and the measures of its steps so far. */
final class RunningEpoch {
  private static final double NANOS = 1e9;

  final int number;
  final int steps;
  private final EnumMap<Measure, Double> sums = new EnumMap<>(Measure.class);
  private final double secondsBefore;
  private final long since = System.nanoTime();
  private int step;
  private int begun;
  private long images;
  private boolean bestWithin;

  /** A new epoch. */
  RunningEpoch(int number, int steps) {
    this.number = number;
    this.steps = steps;
    this.secondsBefore = 0;
  }

  /** An epoch that continues from a checkpoint. */
  RunningEpoch(TrainingState state) {
    this.number = state.epoch();
    this.steps = state.steps();
    this.step = state.step();
    this.begun = state.step();
    this.sums.putAll(state.sums());
    this.images = state.images();
    this.bestWithin = state.bestWithin();
    this.secondsBefore = state.seconds();
  }

  void begin() {
    begun = step + 1;
  }

  void add(Step done, int batchImages) {
    done.measures().forEach((m, value) -> sums.merge(m, value * batchImages, Double::sum));
    images += batchImages;
    step++;
  }

  void evaluatedWithin(boolean best) {
    bestWithin |= best;
  }

  int step() {
    return step;
  }

  /** The current or last step, in words. */
  String where() {
    return "in epoch " + number + ", step " + begun + " of " + steps;
  }

  /** The epoch's report, after its last evaluation. */
  EpochReport report(Evaluation evaluation, double running, double rate, boolean best) {
    EnumMap<Measure, Double> means = new EnumMap<>(Measure.class);
    sums.forEach((measure, sum) -> means.put(measure, sum / images));
    return new EpochReport(
        number, steps, means, evaluation, running, rate, best || bestWithin, seconds());
  }

  /** The state of the training. */
  TrainingState state(EarlyStopping stopping, LearningRate rate, Method method) {
    return new TrainingState(
        number,
        step,
        steps,
        sums,
        images,
        bestWithin,
        seconds(),
        stopping.memory(),
        rate.memory(),
        method.memory());
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - since) / NANOS;
  }
}
