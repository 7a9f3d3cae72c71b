package org.apga.run;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.plan.Choices;
import org.apga.plan.Choices.Score;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.TrialId;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trial.FailureCause;

/** Chooses variants by what a run that tried all of them has published. */
public final class Tuning {
  private Tuning() {}

  /**
   * What was chosen.
   *
   * @param run that tried the variants
   * @param plan of that run
   * @return nothing while a trial is neither done nor certain to fail again: a variant must not
   *     lose by a machine that broke
   */
  public static Optional<Choices> choices(
      ResultStore store, String run, GridPlan plan, SelectionMetric metric) {
    if (!store.isPublished(run, Tables.TRIALS)) {
      return Optional.empty();
    }
    Map<String, Row> rows = new HashMap<>();
    store.published(run, Tables.TRIALS).forEach(row -> rows.put(row.text("trial"), row));
    Map<TrialId, Score> scores = new HashMap<>();
    for (Planned planned : plan.trials()) {
      TrialId id = planned.trial().id();
      Row row = rows.get(id.value());
      if (row != null && row.text("status").equals("completed")) {
        String column = "selection_" + metric.name().toLowerCase(Locale.ROOT);
        scores.put(id, new Score(row.real(column), row.real("selection_loss")));
      } else if (row == null || !isSettled(row)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        Choices.of(run, metric, plan.trials().stream().map(Planned::trial).toList(), scores));
  }

  /** Whether the trial would fail again: by its settings, or as what it starts from does. */
  private static boolean isSettled(Row row) {
    return row.text("status").equals("failed")
        ? List.of(FailureCause.DIVERGED.name(), FailureCause.OUT_OF_MEMORY.name())
            .contains(row.text("cause"))
        : row.text("status").equals("skipped")
            && row.text("message").equals(GridRunner.BASELINE_FAILED);
  }
}
