package org.apga.train;

/** Is told how a training goes on. */
public interface TrainListener {
  /**
   * After each batch.
   *
   * @param epoch from 1
   * @param step from 1
   * @param steps of an epoch
   */
  default void stepDone(int epoch, int step, int steps) {}

  /** After each epoch's evaluation. */
  default void epochDone(EpochReport report) {}

  /** After each batch and what belongs to it, and after each epoch. */
  default void reached(TrainingPoint point) {}
}
