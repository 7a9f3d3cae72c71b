package org.apga.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apga.report.CellName;
import org.apga.report.GateVerdict;
import org.apga.report.RunReport;
import org.apga.report.RunResults;
import org.apga.secrets.Secrets;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;

/** Gathers what a page is made of, no more of it than a page shows. */
final class FactReader {
  private static final int MOST_CELLS = 96;
  private static final int MOST_SEEDS = 10;

  /** The end of a log, in bytes: a trace with its causes. */
  private static final int LOG_BYTES = 8192;

  private FactReader() {}

  /**
   * Reads.
   *
   * @throws org.apga.files.StoreException if a table of the run cannot be read
   */
  static RunFacts read(
      ResultStore store, RunResults results, RunReport report, @Nullable GateVerdict drift) {
    EpochCurves epochs = new EpochCurves(chosen(results));
    if (store.isPublished(results.run(), Tables.EPOCHS)) {
      store.forEachPublished(results.run(), Tables.EPOCHS, epochs::add);
    }
    WorstErrors errors = new WorstErrors();
    store.forEachPublished(results.run(), Tables.PREDICTIONS, errors::add);
    return new RunFacts(
        results.run(),
        report,
        results.trials(),
        settings(store, results.run()),
        epochs,
        errors,
        MaskFacts.read(store, results),
        logs(store, results),
        drift);
  }

  /** The trials whose curves are drawn. */
  private static Set<String> chosen(RunResults results) {
    Map<CellName, Integer> cells = new HashMap<>();
    Set<String> chosen = new HashSet<>();
    for (Row trial : results.trials()) {
      CellName cell = RunFacts.cell(trial);
      boolean room = cells.containsKey(cell) || cells.size() < MOST_CELLS;
      if (trial.text("status").equals("completed")
          && room
          && cells.merge(cell, 1, Integer::sum) <= MOST_SEEDS) {
        chosen.add(trial.text("trial"));
      }
    }
    return chosen;
  }

  private static Map<String, String> settings(ResultStore store, String run) {
    Optional<ObjectNode> plan = store.plan(run);
    Map<String, String> settings = new LinkedHashMap<>();
    if (plan.isPresent()) {
      Iterator<Map.Entry<String, JsonNode>> fields = plan.get().path("settings").fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        settings.put(field.getKey(), Secrets.redact(field.getKey(), field.getValue().asText()));
      }
    }
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
