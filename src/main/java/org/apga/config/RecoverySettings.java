package org.apga.config;

import java.time.Duration;
import org.apga.config.GridConfig.Checkpoints;
import org.apga.config.GridConfig.Recovery;

/** Reads what a run survives. */
final class RecoverySettings {
  private static final int MANY = 1_000_000;
  private static final int MOST_TRIES = 100;
  private static final long MILLIS_PER_MINUTE = Duration.ofMinutes(1).toMillis();

  private RecoverySettings() {}

  static Recovery read(Settings s) {
    double patience = s.real("results.patience-minutes", 0, MANY);
    return new Recovery(
        s.whole("run.tries", 1, MOST_TRIES),
        Duration.ofMillis(Math.round(patience * MILLIS_PER_MINUTE)),
        new Checkpoints(
            s.whole("checkpoint.every-epochs", 0, MANY),
            s.real("checkpoint.max-share", 0, 1),
            s.real("checkpoint.every-minutes", 0, MANY),
            s.whole("checkpoint.every-batches", 0, MANY)));
  }
}
