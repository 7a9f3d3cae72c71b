package org.apga.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apga.config.Arm;
import org.apga.method.Measure;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.run.RunTables;
import org.apga.run.Runs;
import org.apga.store.Attempt;
import org.apga.store.Column;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.trial.TrialRows;

/**
 * How long a results root with many trials takes: planning them again when all are done, gathering
 * their tables, reading these back. The trials were never trained; their rows fill the columns that
 * trained ones do.
 *
 * @param epochs rows of table epochs of each trial
 * @param predictions rows of table predictions of each trial
 */
public record TablesBenchmark(ResultStore store, MadeUpGrid grid, int epochs, int predictions) {
  private static final String RUN = "20260101-000000-bench";

  /**
   * Writes the trials that are not there yet, then times.
   *
   * @return seconds of wall clock: {@code plan_s}, planning them where none is done; {@code
   *     replan_s}, finding what is committed, record by record, and planning; {@code
   *     indexed_replan_s}, the same with an index of the commit records; {@code publish_s},
   *     gathering trials, epochs and predictions into tables; {@code read_trials_s} and {@code
   *     read_epochs_s}, reading these back
   * @throws Exception if the root cannot be written or read
   */
  public Map<String, Double> run() throws Exception {
    for (Trial trial : grid.plan(Runs.committed(store)).toTrain()) {
      write(trial);
    }
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("plan_s", seconds(() -> grid.plan(List.of())));
    times.put("replan_s", seconds(this::replan));
    store.indexCommits();
    times.put("indexed_replan_s", seconds(this::replan));
    GridPlan done = replan();
    times.put("publish_s", seconds(() -> new RunTables(store, done, List.of()).publish(RUN)));
    times.put("read_trials_s", seconds(() -> store.published(RUN, Tables.TRIALS)));
    times.put("read_epochs_s", seconds(() -> store.published(RUN, Tables.EPOCHS)));
    return times;
  }

  private GridPlan replan() {
    GridPlan plan = grid.plan(Runs.committed(store));
    if (plan.count(Decision.Kind.SKIP) != plan.trials().size()) {
      throw new IllegalStateException("A trial that was committed is not found.");
    }
    return plan;
  }

  private static double seconds(Callable<?> work) throws Exception {
    long start = System.nanoTime();
    work.call();
    return (System.nanoTime() - start) / 1e9;
  }

  private void write(Trial trial) throws IOException {
    Attempt attempt = store.begin(trial.id().value());
    attempt.write(Tables.TRIALS, List.of(row(trial, Tables.TRIALS, 0)));
    attempt.write(Tables.EPOCHS, rows(trial, Tables.EPOCHS, epochs));
    attempt.write(Tables.PREDICTIONS, rows(trial, Tables.PREDICTIONS, predictions));
    store.commit(
        attempt.offer(
            trial.cell().part(),
            trial.cell().arm().label(),
            trial.cell().shots().label(),
            trial.seed(),
            trial.identity(),
            new TreeMap<>()));
  }

  private static List<Row> rows(Trial trial, TableSchema schema, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> row(trial, schema, i)).toList();
  }

  private static Row row(Trial trial, TableSchema schema, int number) {
    Row.Builder row = TrialRows.cell(trial, schema);
    List<Column> columns = schema.columns();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      // Noise as figures have it, so that it packs no better than theirs.
      double noise = Math.abs(Math.sin(trial.seed() * 31.0 + number * 7.0 + i));
      switch (columns.get(i).type()) {
        case REAL -> row.set(name, filled(trial.cell().arm(), name) ? noise : null);
        case WHOLE -> row.set(name, name.equals("seed") ? trial.seed() : (long) number);
        case FLAG -> row.set(name, noise > 0.9);
        case TEXT, TIME, BYTES -> {}
      }
    }
    if (schema == Tables.TRIALS) {
      row.set("status", "completed");
    } else if (schema == Tables.PREDICTIONS) {
      row.set("path", "MURA-v1.1/valid/patient" + number + "/study1_positive/image1.png");
    }
    return row.build();
  }

  /** Every arm has its own measures; those of a policy are the most. */
  private static boolean filled(Arm arm, String column) {
    for (Measure measure : Measure.values()) {
      if (measure.column().equals(column)) {
        return measure == Measure.CLEAN_LOSS || arm.trainsPolicy();
      }
    }
    return arm.trainsPolicy() || !(column.startsWith("tta_") || column.contains("mask_"));
  }
}
