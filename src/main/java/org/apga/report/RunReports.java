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

/** Makes reports from the tables of a results root and publishes them beside these tables. */
public final class RunReports {
  private RunReports() {}

  /**
   * Reads the results of a published run.
   *
   * @throws StoreException if its trials or predictions cannot be read, or were not published
   *     together
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
      // Has an IOException as its cause because it can pass: another process may be publishing.
      String why = "its trials and predictions were not published together";
      throw new StoreException(
          "Cannot read run %s in %s: %s. To publish it again: submit/apga report %2$s --run %1$s",
          new IOException(why), run, store.root(), why);
    }
    return results;
  }

  /**
   * The settings of a run's report, from its stored plan.
   *
   * @return a default for each setting that the plan lacks
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
            // A text that is not a number means Youden's point.
            NumberUtils.toDouble(settings.path("report.operating-point").asText(), Double.NaN)),
        list(settings, "report.subgroups"),
        list(settings, "report.match"),
        isOrdered(settings));
  }

  /** Whether the newest plan that contains a trial says that its classes are grades. */
  public static boolean isOrdered(ResultStore store, String trial) {
    return store
        .plans()
        .newestWith(trial)
        .map(plan -> isOrdered(plan.path("settings")))
        .orElse(false);
  }

  private static boolean isOrdered(JsonNode settings) {
    return settings.path("data.ordered").asBoolean();
  }

  /** A list as a plan stores it: a text with a JSON array of numbers or texts. */
  private static List<String> list(JsonNode settings, String path) {
    return settings.has(path) ? JsonFile.list(settings.path(path).asText()) : List.of();
  }

  /**
   * Publishes metrics, pairs, comparisons, subgroups, pictures of masks and, last, the summary.
   *
   * @param publication of the tables of trials and predictions
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
          MaskSheets.publish(store, run, report.classes());
          store.publish(run, publication, Tables.SUMMARY, report.summary());
        });
  }

  /**
   * Publishes a report on data other than the grid's own: metrics, subgroups and, last, the
   * summary.
   *
   * @param publication of the table of predictions
   * @param marked adds to a row what distinguishes it from a grid's
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
   * @param what the tables are, for the message
   * @throws StoreException if one cannot be written
   */
  public static void writing(String what, ResultStore store, FailableRunnable<IOException> tables) {
    try {
      tables.run();
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write the %s to %s: %s. Check whether this user may write there.",
          e, what, store.root(), FileErrors.reason(e));
    }
  }
}
