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
 * Makes a run's tables of trials, epochs, predictions and masks hold what is committed of its plan,
 * whoever committed it and whatever happened before.
 *
 * <p>A publication is many files, and the process may end between two of them, or another driver
 * publish the same run meanwhile. So each table says which publication it is of: a hash of which
 * attempt of each trial counts, and of what became of trials that have none. Tables that are of one
 * publication belong together, and those of the publication that a plan has now are up to date.
 * Nobody has to lock, and what a process left half done is seen by the next.
 */
public final class RunTables {
  /** The status of a trial whose variant was dropped before it came to its end. */
  private static final String DROPPED = "dropped";

  private static final List<TableSchema> ROWS =
      List.of(Tables.EPOCHS, Tables.PREDICTIONS, Tables.TRIALS);

  /**
   * Many enough that making a piece's files, which takes a process each on a local file system,
   * does not show.
   */
  private static final int TRIALS_OF_A_PIECE = 1000;

  private final ResultStore store;
  private final List<Trial> plan;
  private final Map<TrialId, TrialOutcome> outcomes = new HashMap<>();

  /** Where each trial was stopped whose variant was dropped. */
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
   * Those of a run whose plan is stored.
   *
   * @return nothing where an older version stored it, without the cells of its trials
   */
  public static Optional<RunTables> ofStored(ResultStore store, String run) {
    List<Trial> plan = Runs.trials(store, run);
    return plan.isEmpty() ? Optional.empty() : Optional.of(new RunTables(store, plan, List.of()));
  }

  /** What there is to publish. */
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
          // The figures too: a trial whose folder was removed begins again with attempt 1.
          hash.line(id + " attempt " + commit.attempt() + " " + commit.figures());
        }
      }
      publication = hash.hex();
    }

    /**
     * The epochs of trials that were dropped, as they are published: a checkpoint that told more
     * may be gone.
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

    /** What is published of trials that failed, where this call knows nothing newer of one. */
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
   * Publishes trials, epochs, predictions and masks of every trial of the plan, whenever it was
   * trained, unless that is published already. A failure that an earlier call published stays for a
   * trial that is still not committed.
   *
   * @return the publication that the tables are of
   * @throws IOException if a table cannot be written
   */
  public String publish(String run) throws IOException {
    State now = new State(run);
    if (outcomes.isEmpty() && holds(run, now)) {
      return now.publication;
    }
    now.readEpochs(run);
    List<List<Trial>> pieces = ListUtils.partition(plan, TRIALS_OF_A_PIECE);
    // For themselves, for a thread that writes a table keeps some of it in memory.
    publish(run, now, Tables.OF_MASKS, pieces, false);
    publish(run, now, ROWS, pieces, true);
    // From now on they are in the table, where those of another driver may follow.
    outcomes.clear();
    return now.publication;
  }

  /**
   * @param others whether trials that are not committed, or lost, have a row that says so
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
          // A trial whose files were gone, and are back.
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
   * Whether all tables of the run, those of its report included, are of one publication, which
   * holds what is committed now.
   */
  public boolean areCurrent(String run) {
    return areOf(run, new State(run).publication, Tables.ALL);
  }

  /**
   * The rows of some trials. What is large, predictions and pictures, is passed on and forgotten.
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

  /** What was dropped has epochs. */
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

  /** A variant has the name that this plan gives it, whatever plan the trial was trained for. */
  private static Optional<Row> shown(Row row, Variant variant) {
    Row named =
        row.schema().equals(Tables.TRIALS)
            ? TrialRows.variant(row.toBuilder(), variant).build()
            : row;
    return variant.use() == Variant.Use.RESULT ? Optional.of(named) : TrialRows.withoutTest(named);
  }

  /** All of them, or none where one is lost. */
  private List<Row> rows(Commit commit, List<TableSchema> tables) {
    store.requireFiles(commit);
    return tables.stream().flatMap(schema -> store.rows(commit, schema).stream()).toList();
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
