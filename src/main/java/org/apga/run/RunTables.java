package org.apga.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.store.Commit;
import org.apga.store.LostResultException;
import org.apga.store.MaskTables;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.RowSink;
import org.apga.store.RowSource;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRows;

/** Gathers the committed rows of a plan's trials into the run's tables. */
public final class RunTables {
  /**
   * Many enough that making a piece's files, which takes a process each on a local file system,
   * does not show.
   */
  private static final int TRIALS_OF_A_PIECE = 1000;

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
   * Publishes trials, epochs, predictions and masks of every trial of the plan, whenever it was
   * trained.
   *
   * @return the rows of {@link Tables#TRIALS}, one for every planned trial
   * @throws IOException if a table can not be written
   */
  public List<Row> publish(String run) throws IOException {
    Map<String, Commit> commits = new HashMap<>();
    store.commits().forEach(commit -> commits.put(commit.trial(), commit));
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < plan.trials().size(); from += TRIALS_OF_A_PIECE) {
      int to = Math.min(plan.trials().size(), from + TRIALS_OF_A_PIECE);
      pieces.add(new Piece(plan.trials().subList(from, to), commits));
    }
    store.publish(run, List.of(Tables.TRIALS, Tables.EPOCHS, Tables.PREDICTIONS), pieces);
    // For themselves, for a thread that writes a table keeps some of it in memory.
    store.publish(
        run, MaskTables.ALL, pieces.stream().map(piece -> (RowSource) piece::masks).toList());
    return pieces.stream().flatMap(piece -> piece.trials.stream()).toList();
  }

  /** The rows of some trials. What is large, epochs and predictions, is passed on and forgotten. */
  private final class Piece implements RowSource {
    private final List<Planned> planned;
    private final Map<String, Commit> commits;
    private final List<Row> trials = new ArrayList<>();
    private final Set<String> lost = new HashSet<>();

    Piece(List<Planned> planned, Map<String, Commit> commits) {
      this.planned = planned;
      this.commits = commits;
    }

    @Override
    public void writeTo(RowSink sink) throws IOException {
      for (Planned one : planned) {
        Trial trial = one.trial();
        Commit commit = commits.get(trial.id().value());
        if (commit == null) {
          add(unfinished(trial), sink);
          continue;
        }
        List<Row> rows = new ArrayList<>();
        try {
          store.requireFiles(commit);
          for (TableSchema schema : List.of(Tables.EPOCHS, Tables.PREDICTIONS)) {
            rows.addAll(store.rows(commit, schema));
          }
          add(store.rows(commit, Tables.TRIALS).get(0), sink);
        } catch (LostResultException e) {
          lost.add(commit.trial());
          add(lost(trial, e), sink);
          continue;
        }
        for (Row row : rows) {
          sink.add(row);
        }
      }
    }

    /** Pictures are many bytes: they are passed on too. */
    void masks(RowSink sink) throws IOException {
      for (Planned one : planned) {
        Commit commit = commits.get(one.trial().id().value());
        if (commit != null && !lost.contains(commit.trial())) {
          for (TableSchema schema : MaskTables.ALL) {
            for (Row row : store.rows(commit, schema)) {
              sink.add(row);
            }
          }
        }
      }
    }

    private void add(Row trial, RowSink sink) throws IOException {
      trials.add(trial);
      sink.add(trial);
    }
  }

  /**
   * Somebody removed or changed a file by hand: the trial must not vanish from the count of seeds,
   * and what is left of it does not count.
   */
  private static Row lost(Trial trial, LostResultException why) {
    return TrialRows.cell(trial, Tables.TRIALS)
        .set("status", "missing")
        .set("message", why.getMessage())
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
