package org.apga.report;

import java.util.Collections;
import java.util.List;
import org.apga.store.Row;

/**
 * How many of the planned trials, or seeds, are done.
 *
 * @param expected planned
 * @param done completed, or dropped on the way
 * @param failed failed, or skipped because something failed
 * @param dropped of those that are done, the ones whose variant {@code grid.stop} dropped
 */
public record Completeness(long expected, long done, long failed, long dropped) {
  /** Without dropped trials. */
  public Completeness(long expected, long done, long failed) {
    this(expected, done, failed, 0);
  }

  /** Neither done nor failed: not started, stopped, or lost. */
  public long missing() {
    return expected - done - failed;
  }

  /** The completeness of rows of {@link org.apga.store.Tables#TRIALS}. */
  static Completeness of(List<Row> trials) {
    List<String> statuses = trials.stream().map(trial -> trial.text("status")).toList();
    return new Completeness(
        statuses.size(),
        statuses.stream().filter(List.of("completed", "dropped")::contains).count(),
        statuses.stream().filter(TrialGrid.FAILED::contains).count(),
        Collections.frequency(statuses, "dropped"));
  }

  /** Whether a figure is over only a part of the plan. */
  public boolean isPartial() {
    return done < expected;
  }
}
