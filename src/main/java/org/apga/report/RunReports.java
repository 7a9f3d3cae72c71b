package org.apga.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.lang3.function.FailableRunnable;
import org.apache.commons.lang3.math.NumberUtils;
import org.apga.files.FileErrors;
import org.apga.files.JsonFile;
import org.apga.files.StoreException;
import org.apga.metrics.stats.Resampling;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
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
   * What a run's report was asked, from its stored plan.
   *
   * @return what is usual where the plan does not say
   */
  public static ReportSettings settings(ResultStore store, String run) {
    JsonNode settings =
        store.plans().newest(run).map(plan -> plan.path("settings")).orElseGet(JsonFile::object);
    return new ReportSettings(
        new Resampling(
            settings.path("report.resamples").asInt(Resampling.USUAL.resamples()),
            settings.path("report.seed").asLong(Resampling.USUAL.seed())),
        new EnsembleChoice(
            list(settings, "report.ensemble").stream().map(Long::valueOf).toList(),
            // A name is no number: Youden's point.
            NumberUtils.toDouble(settings.path("report.operating-point").asText(), Double.NaN)),
        list(settings, "report.subgroups"),
        list(settings, "report.match"));
  }

  /** A list as a plan keeps it: JSON of numbers or texts in a text. */
  private static List<String> list(JsonNode settings, String path) {
    return settings.has(path) ? JsonFile.list(settings.path(path).asText()) : List.of();
  }

  /**
   * Publishes metrics, pairs, comparisons, subgroups, pictures of masks and, as the last, the
   * summary.
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
          store.publish(run, publication, Tables.SUBGROUPS, rows.subgroups());
          store.publish(run, publication, Tables.MATCHED, rows.matched());
          store.publish(run, publication, Tables.CHOICES, report.choices());
          MaskSheets.publish(store, run);
          store.publish(run, publication, Tables.SUMMARY, report.summary());
        });
  }

  /**
   * Publishes what is said of other data than a grid's own: metrics, subgroups and, as the last,
   * the summary.
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
    ReportRows rows = new ReportRows(report);
    Map<TableSchema, List<Row>> tables = new LinkedHashMap<>();
    tables.put(Tables.METRICS, rows.metrics());
    tables.put(Tables.SUBGROUPS, rows.subgroups());
    tables.put(Tables.MATCHED, rows.matched());
    tables.put(Tables.SUMMARY, report.summary());
    writing(
        "report of run " + run,
        store,
        () -> {
          for (var table : tables.entrySet()) {
            List<Row> all = table.getValue().stream().map(marked).toList();
            store.publish(run, publication, table.getKey(), all);
          }
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
