package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.Summary;
import org.apga.metrics.stats.Interval;
import org.apga.report.CellName;
import org.apga.report.ClassNames;
import org.apga.report.MeanIntervals;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.TrialMetrics;

/** All metrics and confusion counts: cells over seeds, then each trial with its intervals. */
record MetricsSection(RunFacts facts) {
  /** The predictions that a table covers. */
  private record View(String title, String split, Level level, ScoreKind scores) {}

  void write(Markup html) {
    figures(html);
    if (!facts.report().metrics().isEmpty()) {
      html.folded("Each trial with 95 % intervals over patients (BCa)", () -> trials(html));
    }
  }

  /** Writes the figures of cells over seeds. */
  void figures(Markup html) {
    if (facts.report().metrics().isEmpty()) {
      html.absent("No trial is done, or none has predictions.");
      return;
    }
    ClassNames classes = facts.report().classes();
    html.paragraph(
        classes.areTwo()
            ? Prose.of("metrics.about", classes.positive())
            : Prose.of("metrics.classes"));
    if (!classes.areTwo()) {
      new ClassFigures(facts).matrices(html);
      new ClassFigures(facts).table(html);
    }
    cells(html, test("Test images", Level.IMAGE, ScoreKind.PLAIN));
    cells(html, test("Test studies", Level.STUDY, ScoreKind.PLAIN));
    View augmented = test("Test images, test-time augmentation", Level.IMAGE, ScoreKind.TTA);
    if (has(augmented)) {
      cells(html, augmented);
      cells(html, test("Test studies, test-time augmentation", Level.STUDY, ScoreKind.TTA));
    }
    View selection = new View("Selection images", "selection", Level.IMAGE, ScoreKind.PLAIN);
    if (has(selection)) {
      html.folded(
          "Selection split",
          () -> {
            html.note("It chose the weights: its figures are too good for any comparison.");
            cells(html, selection);
            cells(html, new View("Selection studies", "selection", Level.STUDY, ScoreKind.PLAIN));
          });
    }
  }

  /** Writes each trial with its intervals. */
  void trials(Markup html) {
    trials(html, test("Test images, trials", Level.IMAGE, ScoreKind.PLAIN));
    trials(html, test("Test studies, trials", Level.STUDY, ScoreKind.PLAIN));
    if (!facts.report().classes().areTwo()) {
      new ClassFigures(facts).trials(html);
    }
  }

  private static View test(String title, Level level, ScoreKind scores) {
    return new View(title, "test", level, scores);
  }

  private boolean has(View view) {
    return facts.report().metrics().stream().anyMatch(m -> isOf(m, view));
  }

  private static boolean isOf(TrialMetrics metrics, View view) {
    return metrics.split().equals(view.split())
        && metrics.level() == view.level()
        && metrics.scores() == view.scores();
  }

  private void cells(Markup html, View view) {
    List<CellName> cells =
        facts.cells().all().stream()
            .filter(cell -> view.scores() == ScoreKind.PLAIN || !of(cell, view).isEmpty())
            .toList();
    facts
        .cells()
        .write(
            html,
            cells,
            some -> {
              DataTable table = table("metrics", view.title());
              some.forEach(cell -> table.under(cell.place()).row(row(cell, view)));
              table.write(html);
            });
  }

  /** A table whose last columns are, for two classes, the counts, and then the metrics. */
  private DataTable table(String name, String title) {
    ClassNames classes = facts.report().classes();
    DataTable table = new DataTable(name, title);
    return (classes.areTwo() ? table.with(List.of("TP", "FP", "TN", "FN")) : table)
        .with(heads(classes))
        .of(classes);
  }

  /** The heads of the columns of metrics. */
  static List<String> heads(ClassNames classes) {
    return classes.metrics().stream().map(m -> Prose.of("metric." + m.label())).toList();
  }

  private List<TrialMetrics> of(CellName cell, View view) {
    return facts.cells().metrics(cell).stream().filter(m -> isOf(m, view)).toList();
  }

  private List<TableCell> row(CellName cell, View view) {
    List<ClassificationMetrics> of = of(cell, view).stream().map(TrialMetrics::metrics).toList();
    long expected = facts.cells().summary(cell).whole("expected");
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head(cell.way()));
    row.add(TableCell.marked(of.size() + "/" + expected, of.size() < expected));
    ClassNames classes = facts.report().classes();
    if (classes.areTwo()) {
      row.add(count(of, ClassificationMetrics::tp));
      row.add(count(of, ClassificationMetrics::fp));
      row.add(count(of, ClassificationMetrics::tn));
      row.add(count(of, ClassificationMetrics::fn));
    }
    Map<Metric, Interval> intervals =
        facts
            .cells()
            .intervals(cell, view.split(), view.level(), view.scores())
            .map(MeanIntervals::metrics)
            .orElseGet(Map::of);
    classes.metrics().forEach(metric -> row.add(mean(metric, of, intervals)));
    return row;
  }

  /** A metric's mean over the seeds that have it, its standard deviation and its interval. */
  static TableCell mean(
      Metric metric, List<ClassificationMetrics> seeds, Map<Metric, Interval> intervals) {
    Summary summary = Summary.ofDefined(seeds.stream().mapToDouble(metric::of));
    String spread = Digits.spread(figure(metric, summary.mean()), figure(metric, summary.sd()));
    Interval interval = intervals.getOrDefault(metric, Interval.NONE);
    return TableCell.marked(
        Digits.with(spread, Digits.between(interval, end -> figure(metric, end))),
        summary.n() > 0 && summary.n() < seeds.size());
  }

  private static TableCell count(
      List<ClassificationMetrics> of, ToDoubleFunction<ClassificationMetrics> figure) {
    double mean = Summary.of(of.stream().mapToDouble(figure).toArray()).mean();
    return TableCell.number(mean, of.size() > 1 ? 1 : 0);
  }

  private void trials(Markup html, View view) {
    DataTable table = table("trials", view.title());
    for (CellName cell : facts.cells().all()) {
      table.under(cell.arm() + ", " + cell.block());
      of(cell, view).forEach(trial -> table.row(row(trial, facts.report().classes())));
    }
    table.write(html);
  }

  private static List<TableCell> row(TrialMetrics trial, ClassNames classes) {
    ClassificationMetrics metrics = trial.metrics();
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head("seed " + trial.seed()));
    row.add(TableCell.number(metrics.n()));
    row.add(TableCell.number(trial.patients()));
    if (classes.areTwo()) {
      IntStream.of(metrics.tp(), metrics.fp(), metrics.tn(), metrics.fn())
          .forEach(count -> row.add(TableCell.number(count)));
    }
    for (Metric metric : classes.metrics()) {
      Interval interval = trial.intervals().getOrDefault(metric, Interval.NONE);
      row.add(TableCell.number(figure(metric, metric.of(metrics), interval)));
    }
    return row;
  }

  /** A figure with the ends of its interval. */
  static String figure(Metric metric, double value, Interval interval) {
    return Digits.with(figure(metric, value), Digits.between(interval, end -> figure(metric, end)));
  }

  static String figure(Metric metric, double value) {
    return switch (metric) {
      case ACCURACY, BALANCED_ACCURACY, SENSITIVITY, SPECIFICITY, ECE -> Digits.percent(value);
      case AUROC, BRIER, LOSS -> Digits.fixed(value, 3);
      case KAPPA, QUADRATIC_KAPPA -> Digits.fixed(value, 2);
    };
  }
}
