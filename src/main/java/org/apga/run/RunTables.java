package org.apga.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;

/** Gathers the committed rows of a plan's trials into the run's tables. */
public final class RunTables {
  private final ResultStore store;
  private final GridPlan plan;
  private final Map<TrialId, TrialOutcome> outcomes = new HashMap<>();

  /**
   * @param outcomes of the trials that this run trained or tried to
   */
  public RunTables(ResultStore store, GridPlan plan, List<TrialOutcome> outcomes) {
    this.store = store;
    this.plan = plan;
    outcomes.forEach(outcome -> this.outcomes.put(outcome.id(), outcome));
  }

  /**
   * Publishes trials, epochs and predictions of every trial of the plan, whenever it was trained.
   *
   * @return the rows of {@link Tables#TRIALS}, one for every planned trial
   * @throws IOException if a table can not be written
   */
  public List<Row> publish(String run) throws IOException {
    List<Row> trials = new ArrayList<>();
    List<Row> epochs = new ArrayList<>();
    List<Row> predictions = new ArrayList<>();
    for (Planned planned : plan.trials()) {
      Trial trial = planned.trial();
      Optional<Commit> commit = store.commit(trial.id().value());
      if (commit.isEmpty()) {
        trials.add(unfinished(trial));
        continue;
      }
      List<Row> committed = store.rows(commit.get(), Tables.TRIALS);
      if (committed.isEmpty()) {
        trials.add(gone(trial, commit.get()));
        continue;
      }
      trials.addAll(committed);
      epochs.addAll(store.rows(commit.get(), Tables.EPOCHS));
      predictions.addAll(store.rows(commit.get(), Tables.PREDICTIONS));
    }
    store.publish(run, Tables.TRIALS, trials);
    store.publish(run, Tables.EPOCHS, epochs);
    store.publish(run, Tables.PREDICTIONS, predictions);
    return trials;
  }

  /** Somebody removed files by hand: the trial must not vanish from the count of seeds. */
  private static Row gone(Trial trial, Commit commit) {
    return TrialRows.cell(trial, Tables.TRIALS)
        .set("status", "missing")
        .set(
            "message",
            "Cannot read the committed attempt "
                + commit.attempt()
                + ": its files are gone. Remove the trial's folder, so that it is trained again.")
        .build();
  }

  private Row unfinished(Trial trial) {
    Row.Builder row = TrialRows.cell(trial, Tables.TRIALS);
    TrialOutcome outcome = outcomes.get(trial.id());
    if (outcome instanceof TrialOutcome.Failed failed) {
      row.set("status", "failed")
          .set("cause", failed.cause().name())
          .set("message", failed.message())
          .set("log", failed.log().isEmpty() ? null : failed.log());
    } else if (outcome instanceof TrialOutcome.Skipped skipped) {
      row.set("status", "skipped").set("message", skipped.reason());
    } else {
      row.set("status", "missing");
    }
    return row.build();
  }
}
