package org.apga.report.html;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apga.report.CellName;
import org.apga.report.GateVerdict;
import org.apga.report.RunReport;
import org.apga.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a page is made of.
 *
 * @param run its name
 * @param report what was found and how sure that is
 * @param trials rows of {@link org.apga.store.Tables#TRIALS}
 * @param settings of the plan, without secrets
 * @param epochs of the trials whose curves are drawn
 * @param errors of the test split
 * @param masks what networks look at
 * @param logs the ends of failed trials' logs, by trial
 * @param drift since an earlier run; null where there is none
 */
record RunFacts(
    String run,
    RunReport report,
    List<Row> trials,
    Map<String, String> settings,
    EpochCurves epochs,
    WorstErrors errors,
    MaskFacts masks,
    Map<String, String> logs,
    @Nullable GateVerdict drift) {

  /** The cells in the order of the summary. */
  List<CellName> cells() {
    return report.summary().stream().map(RunFacts::cell).toList();
  }

  /** The completed trials of a cell by seed. */
  List<Row> completed(CellName cell) {
    return trials.stream()
        .filter(trial -> trial.text("status").equals("completed") && cell(trial).equals(cell))
        .sorted(Comparator.comparingLong(trial -> trial.whole("seed")))
        .toList();
  }

  /** The completed trials. */
  List<Row> completed() {
    return trials.stream().filter(trial -> trial.text("status").equals("completed")).toList();
  }

  /** The different values of a column of TEXT among completed trials, in order. */
  List<String> texts(String column) {
    return completed().stream()
        .filter(trial -> trial.has(column))
        .map(trial -> trial.text(column))
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether what was looked at are phantoms. */
  boolean areImagesSynthetic() {
    List<String> manifests = texts("manifest");
    return !manifests.isEmpty() && manifests.stream().allMatch(m -> m.startsWith("phantoms"));
  }

  /** What a row is about. */
  static CellName cell(Row row) {
    return new CellName(row.text("part"), row.text("shots"), row.text("arm"));
  }

  /** Part and shots in words. */
  static String block(CellName cell) {
    return cell.part() + ", " + shots(cell.shots());
  }

  /** Shots in words. */
  static String shots(String label) {
    return label.equals("full") ? "all images" : label + " images of each class";
  }

  /** Names joined as in a sentence. */
  static String list(List<String> names) {
    return names.stream().map(n -> n.isEmpty() ? Digits.NONE : n).collect(Collectors.joining(", "));
  }
}
