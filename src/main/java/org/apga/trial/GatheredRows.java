package org.apga.trial;

import org.apga.train.EpochReport;
import org.apga.train.TrainListener;
import org.apga.train.TrainingPoint;

/**
 * The rows that a training leaves behind on its way, those of earlier attempts included that it
 * goes on from. Checkpoints hold them.
 */
record GatheredRows(EpochRows epochs, MaskHistory masks) implements TrainListener {
  @Override
  public void epochDone(EpochReport report) {
    epochs.epochDone(report);
  }

  @Override
  public void reached(TrainingPoint point) {
    masks.reached(point);
  }
}
