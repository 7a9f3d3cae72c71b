package org.apga.trial;

import java.util.concurrent.TimeUnit;
import org.apga.config.GridConfig.Checkpoints;

/** Says when a checkpoint is due. Times are nanoseconds of one clock. */
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

  /** One more batch is done, and with it perhaps its epoch; whether a checkpoint is due now. */
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

  /** A checkpoint was stored, or could not be: the next is due an interval from now. */
  void done(long began, long now) {
    last = now;
    cost = now - began;
    batches = 0;
    epochs = 0;
  }
}
