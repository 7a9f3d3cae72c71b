package org.apga.train;

/** Receives the progress of a training. */
public interface TrainListener {
  /**
   * Called after each batch.
   *
   * @param epoch from 1
   * @param step from 1
   * @param steps batches of an epoch
   */
  default void stepDone(int epoch, int step, int steps) {}

  /** Called after each epoch's evaluation. */
  default void epochDone(EpochReport report) {}

  /** Called at each point where training can resume: after each batch and after each epoch. */
  default void reached(TrainingPoint point) {}
}
