package org.apga.report.html;

import java.util.List;
import java.util.stream.Stream;
import org.apga.report.ClassNames;
import org.apga.report.Completeness;
import org.apga.report.Evaluated;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.Search;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.RunNames;
import org.apga.store.Tables;

/**
 * Makes the row of a run in {@link Tables#RUNS}: its kind, data and finding. The page of all runs
 * consists of these rows.
 */
public final class Overview {
  private Overview() {}

  /** The row of a run of a grid. */
  public static Row of(RunResults results, RunReport report) {
    List<Row> trials = results.trials();
    List<Row> done = trials.stream().filter(RunFacts::isCompleted).toList();
    Row.Builder row = row(trials, report);
    row.set("kind", Search.isTuning(report) ? "tuning" : "grid");
    row.set("started", RunNames.started(results.run()).orElse(null));
    String manifests = distinct(done, "manifest");
    row.set("data_set", manifests.isEmpty() ? null : manifests);
    row.set("synthetic", done.isEmpty() ? null : RunFacts.areSynthetic(done));
    return row.set("finding", Finding.of(report).get(0)).build();
  }

  /** The row of an evaluation. */
  public static Row of(Evaluated evaluated, RunResults results, RunReport report) {
    Row.Builder row = row(results.trials(), report);
    row.set("kind", "evaluation").set("started", evaluated.made());
    row.set("data_set", evaluated.dataSet());
    return row.set("finding", EvaluationPage.finding(evaluated, report)).build();
  }

  private static Row.Builder row(List<Row> trials, RunReport report) {
    Completeness counts = report.trials();
    return Row.builder(Tables.RUNS)
        .set("classes", ClassNames.stored(report.classes().names()))
        .set("parts", distinct(trials, "part"))
        .set("arms", distinct(trials, "arm"))
        .set("trials", counts.expected())
        .set("done", counts.done())
        .set("failed", counts.failed());
  }

  private static String distinct(List<Row> trials, String column) {
    Stream<String> values =
        trials.stream().filter(trial -> trial.has(column)).map(trial -> trial.text(column));
    return String.join(", ", values.distinct().toList());
  }

  /**
   * Publishes the row of a run, as the last of its tables, and writes the page of all runs.
   *
   * @param publication the publication that the run's other tables belong to
   * @return the path of that page
   * @throws org.apga.files.StoreException if the row or the page cannot be written
   */
  public static String publish(ResultStore store, String run, String publication, Row row) {
    RunReports.writing(
        "overview of run " + run,
        store,
        () -> store.publish(run, publication, Tables.RUNS, List.of(row)));
    return IndexPage.write(store);
  }
}
