package org.apga.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apga.store.Row;

/**
 * The results of a run, from its tables.
 *
 * @param trials rows of {@link org.apga.store.Tables#TRIALS}, one for every planned trial
 * @param seeds the rows that are compared: the same, with one row for all folds of a cell and seed
 * @param choices rows of {@link org.apga.store.Tables#CHOICES}: the variants that were tried before
 *     the run
 */
public record RunResults(
    String run, List<Row> trials, List<Row> seeds, Predictions predictions, List<Row> choices) {
  /** Joins the folds of each seed. */
  public RunResults(String run, List<Row> trials, Predictions predictions, List<Row> choices) {
    this(run, trials, OutOfFold.seeds(trials, predictions), predictions, choices);
  }

  /** Results of a run before which no variants were chosen. */
  public RunResults(String run, List<Row> trials, Predictions predictions) {
    this(run, trials, predictions, List.of());
  }

  /** The names of its trials' classes, in the order of labels. */
  public List<String> classes() {
    return ClassNames.of(trials);
  }

  /** The cell of each trial, by id. */
  public Map<String, CellName> cells() {
    return cells(trials);
  }

  static Map<String, CellName> cells(List<Row> trials) {
    return trials.stream()
        .collect(
            Collectors.toMap(
                row -> row.text("trial"), CellName::of, (a, b) -> a, LinkedHashMap::new));
  }
}
