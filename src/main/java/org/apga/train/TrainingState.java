package org.apga.train;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.apga.method.Measure;

/**
 * Where a training is, but for its networks and its best weights. What is random needs no more than
 * this: every stream is derived from seed, purpose and epoch, and the one that is drawn from batch
 * by batch (cutout's) tells its position through the method's memory.
 *
 * @param epoch the one it is in, from 1; 0 before the first
 * @param step batches of it that are done
 * @param steps batches of it; an epoch whose batches are all done has been evaluated too
 * @param sums of each measure over the images of the epoch so far
 * @param images of the epoch so far
 * @param bestWithin whether an evaluation within the epoch was the best so far
 * @param seconds spent on the epoch so far
 * @param stopping what early stopping remembers
 * @param rate what the learning rate's schedule remembers
 * @param memory what the method remembers, by name
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

  /** Before the first batch of a training. */
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

  /** Whether the epoch is done, its evaluation included. */
  public boolean epochDone() {
    return step == steps;
  }
}
