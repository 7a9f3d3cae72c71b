package org.apga.report;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;
import org.apga.metrics.stats.Resampling;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.StatisticsTables;
import org.apga.store.Tables;

/** Makes reports from the tables of a results root, and puts them beside those. */
public final class RunReports {
  private RunReports() {}

  /**
   * The report of a run whose trials and predictions are published.
   *
   * @throws StoreException if one of the two tables can not be read
   */
  public static RunReport read(ResultStore store, String run, Resampling resampling) {
    return RunReport.of(results(store, run), resampling);
  }

  /**
   * What is known of a published run.
   *
   * @throws StoreException if its trials or predictions can not be read
   */
  public static RunResults results(ResultStore store, String run) {
    Predictions predictions = new Predictions();
    store.forEachPublished(run, Tables.PREDICTIONS, predictions::add);
    return new RunResults(run, store.published(run, Tables.TRIALS), predictions);
  }

  /**
   * How a run's report was asked to be resampled, from its stored plan.
   *
   * @return {@link Resampling#USUAL} where the plan does not say
   */
  public static Resampling resampling(ResultStore store, String run) {
    return store
        .plan(run)
        .map(plan -> plan.path("settings"))
        .map(
            settings ->
                new Resampling(
                    settings.path("report.resamples").asInt(Resampling.USUAL.resamples()),
                    settings.path("report.seed").asLong(Resampling.USUAL.seed())))
        .orElse(Resampling.USUAL);
  }

  /**
   * Publishes metrics, pairs, comparisons, pictures of masks and, as the last, the summary.
   *
   * @throws StoreException if a table can not be written
   */
  public static void publish(ResultStore store, String run, RunReport report) {
    ReportRows rows = new ReportRows(report);
    publish(
        store,
        run,
        () -> {
          store.publish(run, StatisticsTables.METRICS, rows.metrics());
          store.publish(run, StatisticsTables.PAIRS, rows.pairs());
          store.publish(run, StatisticsTables.COMPARISONS, rows.comparisons());
          MaskSheets.publish(store, run);
          store.publish(run, Tables.SUMMARY, report.summary());
        });
  }

  /**
   * Publishes what is said of other data than a grid's own: metrics and, as the last, the summary.
   *
   * @param marked the row with what tells it from a grid's
   * @throws StoreException if a table can not be written
   */
  public static void publish(
      ResultStore store, String run, RunReport report, UnaryOperator<Row> marked) {
    List<Row> metrics = new ReportRows(report).metrics();
    publish(
        store,
        run,
        () -> {
          store.publish(run, StatisticsTables.METRICS, metrics.stream().map(marked).toList());
          store.publish(run, Tables.SUMMARY, report.summary().stream().map(marked).toList());
        });
  }

  private interface Publishing {
    void publish() throws IOException;
  }

  private static void publish(ResultStore store, String run, Publishing tables) {
    try {
      tables.publish();
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write the report of run "
              + run
              + " to "
              + store.root()
              + ": "
              + FileErrors.reason(e)
              + ". See whether this user may write there.",
          e);
    }
  }
}
