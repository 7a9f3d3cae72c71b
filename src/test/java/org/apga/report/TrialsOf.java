package org.apga.report;

import java.util.List;
import org.apga.store.Row;
import org.apga.store.Tables;

/** Rows of the table of trials. */
final class TrialsOf {
  /** Those of trials that name none. */
  static final ClassNames CLASSES = new ClassNames(ClassNames.of(List.of()), false);

  private TrialsOf() {}

  static Row.Builder completed(String arm, long seed, double accuracy) {
    return row(arm, seed, "completed")
        .set("reported_split_selects", false)
        .set("accuracy", accuracy);
  }

  static Row ended(String arm, long seed, String status) {
    return row(arm, seed, status).build();
  }

  private static Row.Builder row(String arm, long seed, String status) {
    return Row.builder(Tables.TRIALS)
        .set("trial", "elbow-" + arm + "-" + seed)
        .set("part", "elbow")
        .set("shots", "full")
        .set("arm", arm)
        .set("seed", seed)
        .set("status", status);
  }
}
