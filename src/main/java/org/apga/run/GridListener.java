package org.apga.run;

import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;

/** Receives the events of a grid, one call at a time, from any thread. Must not block. */
public interface GridListener {
  /** The first event: which trials the plan has, and which are done already. */
  default void planned(GridPlan plan) {}

  /** A trial has a slot and begins; called again if the runner tries it again. */
  default void started(Trial trial) {}

  /** A running trial made progress. */
  default void progress(TrialProgress progress) {}

  /**
   * Something about a running trial that a person should know: it continues from a checkpoint, was
   * lost with its executor and is tried again, or waits for the results root.
   */
  default void note(Trial trial, String text) {}

  /**
   * A running trial reached the epoch that it was to reach for now and gave its slot back. It waits
   * or was dropped.
   *
   * @param epoch the trial stopped at its end
   */
  default void paused(Trial trial, int epoch) {}

  /** A trial ended, was skipped or was cancelled. Called exactly once for each trial to train. */
  default void finished(Trial trial, TrialOutcome outcome) {}

  /**
   * From now on no trial starts, and running ones end.
   *
   * @param why the reason in words, such as {@code run.until = 07:00}
   */
  default void stopping(String why) {}

  /** The last event. */
  default void ended() {}

  /** The last event instead of {@link #ended} if the grid cannot go on. */
  default void broken(Throwable cause) {}
}
