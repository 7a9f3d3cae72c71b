package org.apga.run;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apga.plan.Trial;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialOutcome;

/** Runs each trial while it is handed over, in the thread that does so. One slot. */
public record DirectRunner(BiFunction<Trial, ProgressSink, TrialOutcome> work)
    implements TrialRunner {
  @Override
  public CompletableFuture<TrialOutcome> start(
      Trial trial, String position, ProgressSink progress) {
    return CompletableFuture.completedFuture(work.apply(trial, progress));
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public void onSlotsChanged(Runnable change) {}

  @Override
  public void cancelAll(Duration grace) {}
}
