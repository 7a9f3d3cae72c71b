package org.apga.train;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.apga.method.Measure;

/**
 * The state of a training, without its networks and its best weights. It suffices for everything
 * random: every stream is derived from seed, purpose and epoch, and the one from which every batch
 * draws (cutout's) has its position in the method's memory.
 *
 * @param epoch the current epoch, from 1; 0 before the first
 * @param step batches of the epoch that are done
 * @param steps batches of the epoch; if all of them are done, the epoch has also been evaluated
 * @param sums sum of each measure over the images of the epoch so far
 * @param images images of the epoch so far
 * @param bestWithin whether an evaluation within the epoch was the best so far
 * @param seconds seconds spent on the epoch so far
 * @param stopping state of early stopping
 * @param rate state of the learning rate's schedule
 * @param memory state of the method, by name
 */
public record TrainingState(
    int epoch,
    int step,
    int steps,
    Map<Measure, Double> sums,
    long images,
    boolean bestWithin,
    double seconds,
    EarlyStopping.Memory stopping,
    LearningRate.Memory rate,
    Map<String, Double> memory) {

  /** The state before the first batch of a training. */
  public static final TrainingState START =
      new TrainingState(
          0,
          0,
          0,
          Map.of(),
          0,
          false,
          0,
          EarlyStopping.Memory.NONE,
          LearningRate.Memory.NONE,
          Map.of());

  /** Copies the maps. */
  public TrainingState {
    EnumMap<Measure, Double> copy = new EnumMap<>(Measure.class);
    copy.putAll(sums);
    sums = Collections.unmodifiableMap(copy);
    memory = Collections.unmodifiableMap(new TreeMap<>(memory));
  }

  /** Whether the epoch is done, including its evaluation. */
  public boolean epochDone() {
    return step == steps;
  }
}
