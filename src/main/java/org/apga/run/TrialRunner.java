package org.apga.run;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apga.plan.Trial;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;

/** Runs single trials, some of them at once. */
public interface TrialRunner {
  /**
   * Hands a trial over, without waiting for it.
   *
   * @param position as {@code 3/24}, the trial's place in its plan
   * @param progress told {@link TrialProgress#begun} when the trial gets a slot, then how it goes
   * @return its outcome; completes exceptionally only if the runner itself is broken
   */
  CompletableFuture<TrialOutcome> start(Trial trial, String position, ProgressSink progress);

  /** How many trials can run at once now, at least 1. */
  int slots();

  /** Calls {@code change} from any thread whenever {@link #slots()} may have changed. */
  void onSlotsChanged(Runnable change);

  /**
   * Stops every trial that was handed over. Their outcomes are {@link TrialOutcome.Skipped}, or
   * what they come to meanwhile.
   *
   * @param grace for which running trials may store where they are; none: they end at once
   */
  void cancelAll(Duration grace);
}
