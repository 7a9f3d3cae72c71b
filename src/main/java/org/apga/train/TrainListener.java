package org.apga.train;

import java.util.List;

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

  /** One that tells several, in this order. */
  static TrainListener of(TrainListener... listeners) {
    List<TrainListener> all = List.of(listeners);
    return new TrainListener() {
      @Override
      public void stepDone(int epoch, int step, int steps) {
        all.forEach(listener -> listener.stepDone(epoch, step, steps));
      }

      @Override
      public void epochDone(EpochReport report) {
        all.forEach(listener -> listener.epochDone(report));
      }

      @Override
      public void reached(TrainingPoint point) {
        all.forEach(listener -> listener.reached(point));
      }
    };
  }
}
