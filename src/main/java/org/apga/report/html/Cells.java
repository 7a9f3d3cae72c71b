package org.apga.report.html;

import static java.util.stream.Collectors.groupingBy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apga.config.Arm;
import org.apga.report.CellName;
import org.apga.report.Leading;
import org.apga.report.MeanIntervals;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.RunReport;
import org.apga.report.RunResults;
import org.apga.report.TrialMetrics;
import org.apga.store.Row;

/**
 * The cells of a run with their rows and metrics. One variant of an arm is shown; the others are
 * folded.
 */
final class Cells {
  private final Leading leading;
  private final List<CellName> all;
  private final Map<CellName, Row> summary;
  private final Map<CellName, List<Row>> trials;
  private final Map<CellName, List<Row>> seeds;
  private final Map<CellName, List<TrialMetrics>> metrics;
  private final Map<CellName, List<MeanIntervals>> intervals;

  Cells(RunReport report, RunResults results) {
    List<String> arms = Arm.labels();
    Map<String, Integer> places = new HashMap<>();
    List<CellName> planned = report.summary().stream().map(CellName::of).toList();
    planned.forEach(cell -> places.putIfAbsent(cell.place(), places.size()));
    List<CellName> cells =
        planned.stream()
            .sorted(
                Comparator.comparing((CellName cell) -> places.getOrDefault(cell.place(), 0))
                    .thenComparing(cell -> arms.indexOf(cell.arm())))
            .toList();
    leading = new Leading(cells);
    all = leading.first(cells);
    summary = report.summary().stream().collect(Collectors.toMap(CellName::of, row -> row));
    metrics = report.metrics().stream().collect(groupingBy(TrialMetrics::cell));
    intervals = report.intervals().stream().collect(groupingBy(MeanIntervals::cell));
    trials = bySeed(results.trials());
    seeds = bySeed(results.seeds());
  }

  private static Map<CellName, List<Row>> bySeed(List<Row> rows) {
    return rows.stream()
        .sorted(Comparator.comparingLong(row -> row.whole("seed")))
        .collect(groupingBy(CellName::of));
  }

  /** The cells that lead, then the others, both by part, shots and arm. */
  List<CellName> all() {
    return all;
  }

  /** Whether the variant of a cell is shown rather than folded. */
  boolean leads(CellName cell) {
    return leading.leads(cell);
  }

  /** The row of a cell in {@link org.apga.store.Tables#SUMMARY}. */
  Row summary(CellName cell) {
    Row row = summary.get(cell);
    if (row == null) {
      throw new IllegalArgumentException("Cannot show " + cell + ": the run has no such cell.");
    }
    return row;
  }

  /** The trials of a cell by seed, with any status. */
  List<Row> trials(CellName cell) {
    return trials.getOrDefault(cell, List.of());
  }

  /** The completed trials of a cell by seed. */
  List<Row> completed(CellName cell) {
    return trials(cell).stream().filter(RunFacts::isCompleted).toList();
  }

  /** The completed seeds of a cell; the folds of a seed, if there are any, are one row. */
  List<Row> seeds(CellName cell) {
    return seeds.getOrDefault(cell, List.of()).stream().filter(RunFacts::isCompleted).toList();
  }

  /** The metrics of a cell's trials. */
  List<TrialMetrics> metrics(CellName cell) {
    return metrics.getOrDefault(cell, List.of());
  }

  /** The intervals of a cell's means of these figures; empty if it has none. */
  Optional<MeanIntervals> intervals(CellName cell, String split, Level level, ScoreKind scores) {
    return intervals.getOrDefault(cell, List.of()).stream()
        .filter(of -> of.areOf(split, level, scores))
        .findFirst();
  }

  /** Cells that are shown together: leading ones by part and shots, others by variant too. */
  Map<String, List<CellName>> blocks(List<CellName> some) {
    Map<String, List<CellName>> blocks =
        some.stream()
            .collect(
                groupingBy(
                    cell -> leads(cell) ? cell.place() : cell.block(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    Map<String, List<CellName>> titled = new LinkedHashMap<>();
    blocks.values().forEach(cells -> titled.put(title(cells), cells));
    return titled;
  }

  /** The part, shots and variant of some cells; if variants differ, the variant of each arm. */
  private static String title(List<CellName> cells) {
    boolean alike = cells.stream().map(CellName::variant).distinct().count() == 1;
    return alike
        ? cells.get(0).block()
        : cells.stream()
            .filter(cell -> !cell.variant().isEmpty())
            .map(CellName::way)
            .collect(Collectors.joining("; ", cells.get(0).place() + " (", ")"));
  }

  /** The largest number of variants of an arm. */
  long mostVariants() {
    return all.stream()
        .collect(groupingBy(cell -> List.of(cell.place(), cell.arm()), Collectors.counting()))
        .values()
        .stream()
        .max(Comparator.naturalOrder())
        .orElse(0L);
  }

  /** Writes some cells: those that lead, then the others, folded. */
  void write(Markup html, List<CellName> some, Consumer<List<CellName>> body) {
    List<CellName> shown = some.stream().filter(this::leads).toList();
    List<CellName> others = some.stream().filter(cell -> !leads(cell)).toList();
    if (!shown.isEmpty()) {
      body.accept(shown);
    }
    if (!others.isEmpty()) {
      html.folded(
          Digits.count(others.size(), "cell", "cells") + " of other variants",
          () -> body.accept(others));
    }
  }
}
