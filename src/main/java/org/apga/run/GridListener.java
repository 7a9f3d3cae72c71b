package org.apga.run;

import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;

/** Is told what happens in a grid, one call at a time, from any thread. Must not block. */
public interface GridListener {
  /** Before anything else: how many trials the plan has, and how many are done already. */
  default void planned(GridPlan plan) {}

  /** A trial has got a slot and begins; again, if the runner had to try it again. */
  default void started(Trial trial) {}

  /** A running trial goes on. */
  default void progress(TrialProgress progress) {}

  /**
   * Something about a running trial that a person should know: it goes on from a checkpoint, was
   * lost with its executor and is tried again, waits for the results root.
   */
  default void note(Trial trial, String text) {}

  /**
   * A running trial came as far as it was to for now, gave its slot back and waits, or was dropped.
   *
   * @param epoch at whose end it is
   */
  default void paused(Trial trial, int epoch) {}

  /** A trial ended, was skipped or cancelled: exactly once for each trial to train. */
  default void finished(Trial trial, TrialOutcome outcome) {}

  /**
   * No trial starts from now on, and running ones end.
   *
   * @param why in words, such as {@code run.until = 07:00}
   */
  default void stopping(String why) {}

  /** After everything else. */
  default void ended() {}

  /** In place of {@link #ended}: the grid cannot go on, and nothing more is told. */
  default void broken(Throwable cause) {}
}
