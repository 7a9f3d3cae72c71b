package org.apga.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.lang3.function.FailableRunnable;
import org.apache.commons.lang3.math.NumberUtils;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;
import org.apga.metrics.stats.Resampling;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;

/** Makes reports from the tables of a results root, and puts them beside those. */
public final class RunReports {
  private RunReports() {}

  /**
   * What is known of a published run.
   *
   * @throws StoreException if its trials or predictions cannot be read, or do not belong together
   */
  public static RunResults results(ResultStore store, String run) {
    Optional<String> before = store.publication(run, Tables.PREDICTIONS);
    Predictions predictions = new Predictions();
    store.forEachPublished(run, Tables.PREDICTIONS, predictions::add);
    RunResults results =
        new RunResults(
            run, store.published(run, Tables.TRIALS), predictions, Search.choices(store, run));
    if (!store.publication(run, Tables.TRIALS).equals(before)
        || !store.publication(run, Tables.PREDICTIONS).equals(before)) {
      // Files are behind it: where another process is about it, this will pass.
      String why = "its trials and predictions were not published together";
      throw new StoreException(
          "Cannot read run %s in %s: %s. To publish it again: submit/apga report %2$s --run %1$s",
          new IOException(why), run, store.root(), why);
    }
    return results;
  }

  /**
   * How a run's report was asked to be resampled, from its stored plan.
   *
   * @return {@link Resampling#USUAL} where the plan does not say
   */
  public static Resampling resampling(ResultStore store, String run) {
    return settings(store, run)
        .map(
            settings ->
                new Resampling(
                    settings.path("report.resamples").asInt(Resampling.USUAL.resamples()),
                    settings.path("report.seed").asLong(Resampling.USUAL.seed())))
        .orElse(Resampling.USUAL);
  }

  /**
   * Which models a run's report was asked to take together, from its stored plan.
   *
   * @return none where the plan does not say
   */
  public static EnsembleChoice ensembles(ResultStore store, String run) {
    return settings(store, run)
        .map(
            settings ->
                new EnsembleChoice(
                    Arrays.stream(settings.path("report.ensemble").asText().split("[^0-9-]+"))
                        .filter(seed -> !seed.isEmpty())
                        .map(Long::valueOf)
                        .toList(),
                    // A name is no number: Youden's point.
                    NumberUtils.toDouble(
                        settings.path("report.operating-point").asText(), Double.NaN)))
        .orElse(EnsembleChoice.NONE);
  }

  private static Optional<JsonNode> settings(ResultStore store, String run) {
    return store.plans().newest(run).map(plan -> plan.path("settings"));
  }

  /**
   * Publishes metrics, pairs, comparisons, pictures of masks and, as the last, the summary.
   *
   * @param publication that the tables of trials and predictions are of
   * @throws StoreException if a table cannot be written
   */
  public static void publish(ResultStore store, String run, String publication, RunReport report) {
    ReportRows rows = new ReportRows(report);
    writing(
        "report of run " + run,
        store,
        () -> {
          store.publish(run, publication, Tables.METRICS, rows.metrics());
          store.publish(run, publication, Tables.PAIRS, rows.pairs());
          store.publish(run, publication, Tables.COMPARISONS, rows.comparisons());
          store.publish(run, publication, Tables.ENSEMBLES, rows.ensembles());
          store.publish(run, publication, Tables.CHOICES, report.choices());
          MaskSheets.publish(store, run);
          store.publish(run, publication, Tables.SUMMARY, report.summary());
        });
  }

  /**
   * Publishes what is said of other data than a grid's own: metrics and, as the last, the summary.
   *
   * @param publication that the table of predictions is of
   * @param marked the row with what tells it from a grid's
   * @throws StoreException if a table cannot be written
   */
  public static void publish(
      ResultStore store,
      String run,
      String publication,
      RunReport report,
      UnaryOperator<Row> marked) {
    List<Row> metrics = new ReportRows(report).metrics();
    writing(
        "report of run " + run,
        store,
        () -> {
          store.publish(run, publication, Tables.METRICS, metrics.stream().map(marked).toList());
          store.publish(
              run, publication, Tables.SUMMARY, report.summary().stream().map(marked).toList());
        });
  }

  /**
   * Writes tables of a run.
   *
   * @param what they are, for the message
   * @throws StoreException if one cannot be written
   */
  public static void writing(String what, ResultStore store, FailableRunnable<IOException> tables) {
    try {
      tables.run();
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write the %s to %s: %s. See whether this user may write there.",
          e, what, store.root(), FileErrors.reason(e));
    }
  }
}
