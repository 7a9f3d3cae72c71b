package org.apga.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.lang3.function.FailableRunnable;
import org.apga.config.Arm;
import org.apga.files.Parallel;
import org.apga.method.Measure;
import org.apga.metrics.stats.Resampling;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.html.RunPage;
import org.apga.run.RunTables;
import org.apga.run.Runs;
import org.apga.store.Attempt;
import org.apga.store.Column;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.trial.TrialRows;
import org.jspecify.annotations.Nullable;

/**
 * Times a results root with many trials: planning them, planning them again when all are done,
 * gathering their tables, reading these back, and making the report and its page. The trials were
 * never trained; their rows fill the same columns as those of trained ones, except for masks.
 *
 * @param trials minimum number of trials
 * @param variants number of variants of each arm
 * @param epochs number of rows of table epochs per trial
 * @param predictions number of rows of table predictions per trial, a quarter of them of the
 *     selection split
 */
public record TablesBenchmark(
    ResultStore store, int trials, int variants, int epochs, int predictions) {
  private static final String RUN = "20260101-000000-bench";

  /** More than the cores of a machine, because writing a small file is mostly waiting. */
  private static final int WRITERS = 8;

  /** The input of the report, the report and its page. */
  private static final class Reported {
    private @Nullable RunResults results;
    private @Nullable RunReport report;
    private String page = "";
  }

  /** Returns the number of trials, which are whole chains. */
  public long planned() {
    return new MadeUpGrid(trials, variants).trials();
  }

  /**
   * Writes the trials that do not exist yet, then times.
   *
   * @return seconds of wall clock, such as {@code plan_s}, and of all threads' CPU time, such as
   *     {@code plan_cpu_s}, for: {@code plan}, reading a configuration and planning its trials if
   *     none is done; {@code replan}, finding the committed trials, record by record, and planning;
   *     {@code indexed_replan}, the same with an index of the commit records; {@code publish},
   *     gathering trials, epochs and predictions into tables; {@code read_trials} and {@code
   *     read_epochs}, reading these back; {@code read_drawn}, the columns of epochs that a page
   *     draws, row by row; {@code report}, metrics, comparisons and summary and their tables;
   *     {@code page}, the report page; then {@code page_mb}, its size, and {@code heap_mb}, the
   *     heap that it uses
   * @throws Exception if the root cannot be written or read
   */
  public Map<String, Double> run() throws Exception {
    MadeUpGrid grid = new MadeUpGrid(trials, variants);
    Parallel.map(WRITERS, grid.plan(Runs.committed(store)).toTrain(), this::write);
    Map<String, Double> times = new LinkedHashMap<>();
    time(times, "plan", () -> new MadeUpGrid(trials, variants).plan(List.of()));
    time(times, "replan", () -> replan(grid));
    store.indexCommits();
    time(times, "indexed_replan", () -> replan(grid));
    GridPlan done = replan(grid);
    time(times, "publish", () -> new RunTables(store, done, List.of()).publish(RUN));
    time(times, "read_trials", () -> store.published(RUN, Tables.TRIALS));
    time(times, "read_epochs", () -> store.published(RUN, Tables.EPOCHS));
    time(times, "read_drawn", () -> store.forEachPublished(RUN, RunPage.EPOCHS, row -> {}));
    Reported reported = new Reported();
    double before = ScheduleBenchmark.heapMb();
    time(times, "report", () -> report(reported));
    time(times, "page", () -> page(reported));
    times.put("page_mb", reported.page.getBytes(UTF_8).length / ScheduleBenchmark.BYTES_PER_MB);
    times.put("heap_mb", ScheduleBenchmark.heapMb() - before);
    return times;
  }

  private void report(Reported made) {
    made.results = RunReports.results(store, RUN);
    made.report = RunReport.of(made.results, Resampling.USUAL);
    RunReports.publish(store, RUN, store.publication(RUN, Tables.TRIALS).orElse(""), made.report);
  }

  private void page(Reported made) {
    made.page =
        RunPage.of(
            store, Objects.requireNonNull(made.results), Objects.requireNonNull(made.report), null);
  }

  private GridPlan replan(MadeUpGrid grid) {
    GridPlan plan = grid.plan(Runs.committed(store));
    if (plan.count(Decision.Kind.SKIP) != plan.trials().size()) {
      throw new IllegalStateException("A trial that was committed is not found.");
    }
    return plan;
  }

  private static void time(Map<String, Double> times, String what, FailableRunnable<Exception> work)
      throws Exception {
    Laps.Lap lap = Laps.of(work);
    times.put(what + "_s", lap.wall());
    times.put(what + "_cpu_s", lap.cpu());
  }

  private Commit write(Trial trial) throws IOException {
    Attempt attempt = store.begin(trial.id().value());
    attempt.write(Tables.TRIALS, List.of(row(trial, Tables.TRIALS, 0)));
    attempt.write(Tables.EPOCHS, rows(trial, Tables.EPOCHS, epochs));
    attempt.write(Tables.PREDICTIONS, rows(trial, Tables.PREDICTIONS, predictions));
    Commit commit =
        attempt.offer(
            trial.cell().part(),
            trial.cell().arm().label(),
            trial.cell().shots().label(),
            trial.seed(),
            trial.identity(),
            new TreeMap<>());
    store.commit(commit);
    return commit;
  }

  private static List<Row> rows(Trial trial, TableSchema schema, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> row(trial, schema, i)).toList();
  }

  private static Row row(Trial trial, TableSchema schema, int number) {
    Row.Builder row = TrialRows.cell(trial, schema);
    List<Column> columns = schema.columns();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      // Noise like that of figures, so that it does not compress better than theirs.
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
      String patient = "patient" + number;
      String split = number % 4 == 0 ? "selection" : "test";
      row.set("path", "MURA-v1.1/valid/" + patient + "/study1_positive/image1.png");
      row.set("patient", patient).set("study", patient + "/study1").set("split", split);
      row.set("label", number / 2 % 2);
    }
    return row.build();
  }

  /** Returns whether an arm fills a column: arms with a policy have the most measures. */
  private static boolean filled(Arm arm, String column) {
    for (Measure measure : Measure.values()) {
      if (measure.column().equals(column)) {
        return measure == Measure.CLEAN_LOSS || arm.trainsPolicy();
      }
    }
    return arm.trainsPolicy() || !(column.startsWith("tta_") || column.contains("mask_"));
  }
}
