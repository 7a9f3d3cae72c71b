package org.apga.trial;

import java.util.concurrent.TimeUnit;
import org.apga.config.GridConfig.Checkpoints;

/** Decides when a checkpoint is due. Times are nanoseconds of one clock. */
final class CheckpointSchedule {
  private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final Checkpoints settings;
  private long last;
  private long cost;
  private int batches;
  private int epochs;

  CheckpointSchedule(Checkpoints settings, long now) {
    this.settings = settings;
    this.last = now;
  }

  /** Counts a batch, and perhaps the end of its epoch, and returns whether a checkpoint is due. */
  boolean due(boolean epochDone, long now) {
    batches++;
    epochs += epochDone ? 1 : 0;
    boolean afterEpochs =
        epochDone
            && settings.epochs() > 0
            && epochs >= settings.epochs()
            && cost <= settings.maxShare() * (now - last + cost);
    boolean afterBatches = settings.batches() > 0 && batches >= settings.batches();
    boolean afterMinutes =
        settings.minutes() > 0 && now - last >= settings.minutes() * NANOS_PER_MINUTE;
    return afterEpochs || afterBatches || afterMinutes;
  }

  /** Called after a checkpoint was stored or failed: the next is due an interval from now. */
  void done(long began, long now) {
    last = now;
    cost = now - began;
    batches = 0;
    epochs = 0;
  }
}
