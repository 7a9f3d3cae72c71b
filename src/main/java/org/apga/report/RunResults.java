package org.apga.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apga.store.Row;

/**
 * What a run left in its tables.
 *
 * @param trials rows of {@link org.apga.store.Tables#TRIALS}, one for every planned trial
 * @param seeds what is compared: the same, with one row for the folds of a cell and seed
 * @param choices rows of {@link org.apga.store.Tables#CHOICES}: what was tried before the run
 */
public record RunResults(
    String run, List<Row> trials, List<Row> seeds, Predictions predictions, List<Row> choices) {
  /** Takes the folds of a seed together. */
  public RunResults(String run, List<Row> trials, Predictions predictions, List<Row> choices) {
    this(run, trials, OutOfFold.seeds(trials, predictions), predictions, choices);
  }

  /** Of a run before which nothing was chosen. */
  public RunResults(String run, List<Row> trials, Predictions predictions) {
    this(run, trials, predictions, List.of());
  }

  /** What its trials tell apart. */
  public ClassNames classes() {
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
