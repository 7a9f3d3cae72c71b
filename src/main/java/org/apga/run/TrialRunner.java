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
   * Hands a trial over without waiting for it.
   *
   * @param position the trial's place in its plan, such as {@code 3/24}
   * @param progress receives {@link TrialProgress#begun} when the trial gets a slot, then its
   *     progress
   * @return its outcome; completes exceptionally only if the runner itself is broken
   */
  CompletableFuture<TrialOutcome> start(Trial trial, String position, ProgressSink progress);

  /** Returns how many trials can run at once now, at least 1. */
  int slots();

  /** Calls {@code change} from any thread whenever {@link #slots()} may have changed. */
  void onSlotsChanged(Runnable change);

  /**
   * Stops every trial that was handed over. The outcome of each is {@link TrialOutcome.Skipped}, or
   * its own if it ends meanwhile.
   *
   * @param grace how long running trials may take to store a checkpoint; with zero they end at once
   */
  void cancelAll(Duration grace);
}
