package org.apga.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.collections4.ListUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apga.config.Variant;
import org.apga.files.StoreException;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.provenance.Sha256;
import org.apga.store.Commit;
import org.apga.store.LostResultException;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.RowSource;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.trial.StoredEpochs;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRows;

/**
 * Publishes a run's tables of trials, epochs, predictions and masks with everything that is
 * committed of its plan, no matter which run committed it and what happened before.
 *
 * <p>A publication is many files, and the process may end between two of them, or another driver
 * may publish the same run meanwhile. So each table names its publication: a hash of the attempt
 * that counts for each trial, and of the status of trials without one. Tables of one publication
 * belong together, and those of the publication that the plan has now are up to date. No locks are
 * needed, and the next process detects what another left half done.
 */
public final class RunTables {
  /** The status of a trial whose variant was dropped before the trial was complete. */
  private static final String DROPPED = "dropped";

  private static final List<TableSchema> ROWS =
      List.of(Tables.EPOCHS, Tables.PREDICTIONS, Tables.TRIALS);

  /**
   * Large enough that the time to create a piece's files, which takes a process each on a local
   * file system, does not matter.
   */
  private static final int TRIALS_OF_A_PIECE = 1000;

  private final ResultStore store;
  private final List<Trial> plan;
  private final Map<TrialId, TrialOutcome> outcomes = new HashMap<>();

  /** Where each trial of a dropped variant was stopped, such as {@code epoch 3}. */
  private final Map<TrialId, String> dropped = new HashMap<>();

  /**
   * @param outcomes of the trials that this run trained or tried to
   */
  public RunTables(ResultStore store, GridPlan plan, List<TrialOutcome> outcomes) {
    this(store, plan.trials().stream().map(GridPlan.Planned::trial).toList(), outcomes);
    plan.trials().stream()
        .filter(planned -> planned.decision().kind() == Decision.Kind.DROP)
        .forEach(one -> dropped.put(one.trial().id(), one.decision().reason()));
  }

  private RunTables(ResultStore store, List<Trial> plan, List<TrialOutcome> outcomes) {
    this.store = store;
    this.plan = plan;
    outcomes.forEach(outcome -> this.outcomes.put(outcome.id(), outcome));
    for (TrialOutcome outcome : outcomes) {
      if (outcome instanceof TrialOutcome.Halted halted) {
        dropped.put(halted.id(), "epoch " + halted.epoch());
      }
    }
  }

  /**
   * Returns the tables of a run whose plan is stored.
   *
   * @return empty if an older version stored the plan, without the cells of its trials
   */
  public static Optional<RunTables> ofStored(ResultStore store, String run) {
    List<Trial> plan = Runs.trials(store, run);
    return plan.isEmpty() ? Optional.empty() : Optional.of(new RunTables(store, plan, List.of()));
  }

  /** The state to publish. */
  private final class State {
    final Map<String, Commit> commits = new HashMap<>();
    final Map<String, Row> unfinished = new HashMap<>();
    final Map<String, List<Row>> epochs = new HashMap<>();
    final String publication;

    State(String run) {
      store.commits().forEach(commit -> commits.put(commit.trial(), commit));
      Map<String, Row> failures = failures(run);
      Sha256 hash = new Sha256();
      for (Trial trial : plan) {
        String id = trial.id().value();
        Commit commit = commits.get(id);
        if (commit == null) {
          Row row = failures.getOrDefault(id, unfinished(trial));
          unfinished.put(id, row);
          hash.line(id + " " + row.text("status"));
        } else {
          // With the figures, because a trial whose folder was removed begins again with attempt 1.
          hash.line(id + " attempt " + commit.attempt() + " " + commit.figures());
        }
      }
      publication = hash.hex();
    }

    /**
     * Reads the published epochs of dropped trials, because a checkpoint with more of them may be
     * gone.
     */
    private void readEpochs(String run) {
      Set<String> wanted = new HashSet<>();
      unfinished.forEach(
          (trial, row) -> {
            if (row.text("status").equals(DROPPED)) {
              wanted.add(trial);
            }
          });
      if (!wanted.isEmpty() && store.isPublished(run, Tables.EPOCHS)) {
        store.forEachPublished(
            run,
            Tables.EPOCHS,
            row -> {
              if (wanted.contains(row.text("trial"))) {
                epochs.computeIfAbsent(row.text("trial"), id -> new ArrayList<>()).add(row);
              }
            });
      }
    }

    /** Returns the published rows of failed trials for which this call has no newer outcome. */
    private Map<String, Row> failures(String run) {
      Map<String, Row> failures = new HashMap<>();
      boolean known =
          plan.stream()
              .allMatch(t -> commits.containsKey(t.id().value()) || outcomes.containsKey(t.id()));
      if (!known && store.isPublished(run, Tables.TRIALS)) {
        store.published(run, Tables.TRIALS).stream()
            .filter(row -> List.of("failed", "skipped", DROPPED).contains(row.text("status")))
            .forEach(row -> failures.put(row.text("trial"), row));
        outcomes.keySet().forEach(id -> failures.remove(id.value()));
        dropped.keySet().forEach(id -> failures.remove(id.value()));
      }
      return failures;
    }
  }

  /**
   * Publishes trials, epochs, predictions and masks of every trial of the plan, no matter when it
   * was trained, unless that is published already. A failure that an earlier call published stays
   * for a trial that is still not committed.
   *
   * @return the publication of the tables
   * @throws IOException if a table cannot be written
   */
  public String publish(String run) throws IOException {
    State now = new State(run);
    if (outcomes.isEmpty() && holds(run, now)) {
      return now.publication;
    }
    now.readEpochs(run);
    List<List<Trial>> pieces = ListUtils.partition(plan, TRIALS_OF_A_PIECE);
    // Masks are written separately, because a thread that writes a table keeps some of it in
    // memory.
    publish(run, now, Tables.OF_MASKS, pieces, false);
    publish(run, now, ROWS, pieces, true);
    // From now on they are in the table, to which another driver may add its own.
    outcomes.clear();
    return now.publication;
  }

  /**
   * @param others whether trials that are not committed or are lost get a row with that status
   */
  private void publish(
      String run, State now, List<TableSchema> tables, List<List<Trial>> pieces, boolean others)
      throws IOException {
    List<RowSource> sources = new ArrayList<>();
    pieces.forEach(piece -> sources.add(sink -> write(piece, now, tables, others, sink)));
    store.publish(run, now.publication, tables, sources);
  }

  private boolean holds(String run, State now) {
    try {
      return areOf(run, now.publication, Tables.OF_MASKS)
          && areOf(run, now.publication, ROWS)
          // A trial whose files were missing may have them again.
          && store.published(run, Tables.TRIALS).stream()
              .filter(row -> row.text("status").equals("missing"))
              .noneMatch(row -> now.commits.containsKey(row.text("trial")));
    } catch (StoreException damaged) {
      return false;
    }
  }

  private boolean areOf(String run, String publication, List<TableSchema> tables) {
    return tables.stream()
        .allMatch(table -> store.publication(run, table).equals(Optional.of(publication)));
  }

  /**
   * Returns whether all tables of the run, including those of its report, are of one publication
   * with everything that is committed now.
   */
  public boolean areCurrent(String run) {
    return areOf(run, new State(run).publication, Tables.ALL);
  }

  /**
   * Writes the rows of some trials. Keeps no large rows, such as predictions and pictures, in
   * memory.
   */
  private void write(
      List<Trial> trials,
      State state,
      List<TableSchema> tables,
      boolean others,
      FailableConsumer<Row, IOException> sink)
      throws IOException {
    for (Trial trial : trials) {
      Commit commit = state.commits.get(trial.id().value());
      try {
        if (commit != null) {
          for (Row row : rows(commit, tables)) {
            Optional<Row> shown = shown(row, trial.cell().variant());
            if (shown.isPresent()) {
              sink.accept(shown.get());
            }
          }
        } else if (others) {
          writeUnfinished(trial.id().value(), state, sink);
        }
      } catch (LostResultException e) {
        if (others) {
          sink.accept(lost(trial, e));
        }
      }
    }
  }

  /** Writes the row of an unfinished trial; if it was dropped, its epochs too. */
  private void writeUnfinished(String trial, State state, FailableConsumer<Row, IOException> sink)
      throws IOException {
    Row row = Objects.requireNonNull(state.unfinished.get(trial));
    if (row.text("status").equals(DROPPED)) {
      List<Row> stored = StoredEpochs.of(store, trial);
      List<Row> published = state.epochs.getOrDefault(trial, List.of());
      List<Row> epochs = stored.size() < published.size() ? published : stored;
      for (Row epoch : epochs) {
        sink.accept(epoch);
      }
      row = row.toBuilder().set("epochs", epochs.size()).build();
    }
    sink.accept(row);
  }

  /**
   * Sets the variant's name to the one in this plan, because the trial may come from another plan.
   */
  private static Optional<Row> shown(Row row, Variant variant) {
    Row named =
        row.schema().equals(Tables.TRIALS)
            ? TrialRows.variant(row.toBuilder(), variant).build()
            : row;
    return variant.use() == Variant.Use.RESULT ? Optional.of(named) : TrialRows.withoutTest(named);
  }

  /**
   * Returns all rows of a commit. None is written if one of the files is lost.
   *
   * @throws LostResultException if a file is lost
   */
  private List<Row> rows(Commit commit, List<TableSchema> tables) {
    store.requireFiles(commit);
    return tables.stream().flatMap(schema -> store.rows(commit, schema).stream()).toList();
  }

  /**
   * Returns the row of a trial of which a file was removed or changed by hand: the trial still
   * counts as a seed, but what is left of its results does not.
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
    String where = dropped.get(trial.id());
    if (where != null) {
      row.set("status", DROPPED).set("message", "its variant was dropped after " + where);
    } else if (outcome instanceof TrialOutcome.Failed failed) {
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
