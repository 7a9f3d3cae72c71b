package org.apga.report.html;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.report.CellName;
import org.apga.report.GateVerdict;
import org.apga.report.RunReport;
import org.apga.report.RunResults;
import org.apga.secrets.Secrets;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;

/**
 * The content of a page.
 *
 * @param report results and their uncertainty
 * @param trials rows of {@link org.apga.store.Tables#TRIALS}
 * @param cells the content of {@code report} and {@code trials} by cell
 * @param settings the plan's settings, without secrets
 * @param epochs the epochs of the trials whose curves are drawn
 * @param logs the ends of failed trials' logs, by trial
 * @param drift the comparison with an earlier run; null if there is none
 */
record RunFacts(
    String run,
    RunReport report,
    List<Row> trials,
    Cells cells,
    Map<String, String> settings,
    EpochCurves epochs,
    WorstErrors errors,
    MaskFacts masks,
    Map<String, String> logs,
    @Nullable GateVerdict drift) {
  private static final int MOST_CELLS = 96;
  private static final int MOST_SEEDS = 10;

  /** Bytes that are read from the end of a log, enough for a stack trace with its causes. */
  private static final int LOG_BYTES = 8192;

  List<Row> completed() {
    return trials.stream().filter(RunFacts::isCompleted).toList();
  }

  /** The distinct values of a column of TEXT among completed trials, sorted. */
  List<String> texts(String column) {
    return completed().stream()
        .filter(trial -> trial.has(column))
        .map(trial -> trial.text(column))
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether any trial is completed and the images of all completed trials are phantoms. */
  boolean areImagesSynthetic() {
    return !completed().isEmpty() && areSynthetic(completed());
  }

  /** Whether the images of all of these completed trials are phantoms. */
  static boolean areSynthetic(List<Row> completed) {
    // Trials of older versions lack the column; the name of their manifest shows it.
    return completed.stream()
        .allMatch(
            trial ->
                trial.has("synthetic")
                    ? trial.flag("synthetic")
                    : trial.has("manifest") && trial.text("manifest").startsWith("phantoms"));
  }

  /** Names, separated by commas; an empty name is a dash. */
  static String list(List<String> names) {
    return names.stream().map(n -> n.isEmpty() ? Digits.NONE : n).collect(Collectors.joining(", "));
  }

  /** Whether nothing is left to do for a trial: it is completed, or was dropped early. */
  static boolean isDone(Row trial) {
    return isCompleted(trial) || trial.text("status").equals("dropped");
  }

  static boolean isCompleted(Row trial) {
    return trial.text("status").equals("completed");
  }

  /**
   * Reads the content of a page, no more than the page shows.
   *
   * @throws org.apga.files.StoreException if a table of the run cannot be read
   */
  static RunFacts read(
      ResultStore store, RunResults results, RunReport report, @Nullable GateVerdict drift) {
    Cells cells = new Cells(report, results);
    List<CellName> drawn = cells.all().stream().limit(MOST_CELLS).toList();
    EpochCurves epochs = new EpochCurves(chosen(cells, drawn));
    if (store.isPublished(results.run(), Tables.EPOCHS)) {
      store.forEachPublished(results.run(), EpochCurves.COLUMNS, epochs::add);
    }
    WorstErrors errors = new WorstErrors(cells, report.classes(), results.cells());
    store.forEachPublished(results.run(), Tables.PREDICTIONS, errors::add);
    return new RunFacts(
        results.run(),
        report,
        results.trials(),
        cells,
        settings(store, results.run()),
        epochs,
        errors,
        MaskFacts.read(store, results, cells, drawn),
        logs(store, results),
        drift);
  }

  /**
   * The content of the page of an evaluation, in which nothing was trained.
   *
   * @param predictions rows of {@link Tables#PREDICTIONS}
   */
  static RunFacts ofEvaluation(
      String run, RunResults results, RunReport report, List<Row> predictions) {
    Cells cells = new Cells(report, results);
    WorstErrors errors = new WorstErrors(cells, report.classes(), results.cells());
    predictions.forEach(errors::add);
    return new RunFacts(
        run,
        report,
        results.trials(),
        cells,
        Map.of(),
        new EpochCurves(Set.of()),
        errors,
        MaskFacts.none(),
        Map.of(),
        null);
  }

  /** The trials whose curves are drawn. */
  private static Set<String> chosen(Cells cells, List<CellName> drawn) {
    return drawn.stream()
        .flatMap(cell -> cells.completed(cell).stream().limit(MOST_SEEDS))
        .map(trial -> trial.text("trial"))
        .collect(Collectors.toSet());
  }

  private static Map<String, String> settings(ResultStore store, String run) {
    Map<String, String> settings = new LinkedHashMap<>();
    store
        .plans()
        .newest(run)
        .map(plan -> plan.path("settings").properties())
        .orElse(Set.of())
        .forEach(s -> settings.put(s.getKey(), Secrets.redact(s.getKey(), s.getValue().asText())));
    return settings;
  }

  private static Map<String, String> logs(ResultStore store, RunResults results) {
    Map<String, String> logs = new HashMap<>();
    for (Row trial : results.trials()) {
      if (logs.size() < FailureSection.MOST_LOGS && trial.has("log")) {
        store
            .endOfLog(trial.text("log"), LOG_BYTES)
            .ifPresent(end -> logs.put(trial.text("trial"), end));
      }
    }
    return logs;
  }
}
