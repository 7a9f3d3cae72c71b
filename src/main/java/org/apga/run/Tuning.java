package org.apga.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.Halving;
import org.apga.plan.Cell;
import org.apga.plan.Choices;
import org.apga.plan.Choices.Score;
import org.apga.plan.Course;
import org.apga.plan.Course.End;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trial.FailureCause;

/** Chooses variants from the published tables of a run that tried all of them. */
public final class Tuning {
  private Tuning() {}

  /**
   * Returns the choices.
   *
   * @param run the run that tried the variants
   * @param plan the plan of that run
   * @param halving how variants were dropped; empty if none was
   * @return empty while a trial is neither done nor certain to fail again: a variant must not lose
   *     because a machine broke
   */
  public static Optional<Choices> choices(
      ResultStore store,
      String run,
      GridPlan plan,
      SelectionMetric metric,
      Optional<Halving> halving) {
    if (!store.isPublished(run, Tables.TRIALS)) {
      return Optional.empty();
    }
    Map<String, Row> rows = new HashMap<>();
    store.published(run, Tables.TRIALS).forEach(row -> rows.put(row.text("trial"), row));
    Map<TrialId, Score> scores = new HashMap<>();
    Map<TrialId, Integer> epochs = new HashMap<>();
    Set<TrialId> lost = new HashSet<>();
    List<Trial> trials = plan.trials().stream().map(Planned::trial).toList();
    for (Trial trial : trials) {
      Row row = rows.get(trial.id().value());
      if (row == null || !isSettled(row)) {
        return Optional.empty();
      }
      if (isFailed(row)) {
        lost.add(trial.id());
      } else if (row.has("epochs")) {
        epochs.put(trial.id(), (int) row.whole("epochs"));
      }
      if (row.text("status").equals("completed")) {
        scores.put(
            trial.id(),
            new Score(row.real("selection_" + metric.column()), row.real("selection_loss")));
      }
    }
    Race race = Race.none();
    if (halving.isPresent()) {
      Map<TrialId, Course> courses = new Courses(store, metric).of(run, plan);
      lost.forEach(id -> courses.put(id, courses.getOrDefault(id, Course.NOTHING).with(End.LOST)));
      race = Race.of(halving.get(), metric, plan, courses, id -> Course.NOTHING);
    }
    if (!race.isOver()) {
      return Optional.empty();
    }
    Map<Cell, Integer> dropped = race.dropped();
    for (Trial trial : trials) {
      if (dropped.containsKey(trial.cell())) {
        scores.remove(trial.id());
        race.whereDropped(trial).ifPresent(score -> scores.put(trial.id(), score));
      }
    }
    return Optional.of(Choices.of(run, metric, trials, scores, epochs, dropped));
  }

  /**
   * Returns whether the trial needs no more training: it is complete, dropped, or failed by its
   * settings.
   */
  private static boolean isSettled(Row row) {
    return List.of("completed", "dropped").contains(row.text("status")) || isFailed(row);
  }

  /** Returns whether the trial would fail again: by its settings, or because its baseline does. */
  private static boolean isFailed(Row row) {
    return row.text("status").equals("failed")
        ? FailureCause.valueOf(row.text("cause")).isOfTheSettings()
        : row.text("status").equals("skipped")
            && row.text("message").equals(GridRunner.BASELINE_FAILED);
  }
}
