package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.CellName;
import org.apga.report.MeanIntervals;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.TrialMetrics;

/**
 * Results for more than two classes: confusion matrices, and each class against all others, on test
 * images without test-time augmentation.
 */
record ClassFigures(RunFacts facts) {
  /** With more matrices the page would be too long to read. */
  private static final int MOST_MATRICES = 24;

  private static final int SHADES = 10;

  private List<String> names() {
    return facts.report().classes().names();
  }

  private List<TrialMetrics> of(CellName cell) {
    return facts.cells().metrics(cell).stream()
        .filter(m -> m.split().equals("test") && m.level() == Level.IMAGE)
        .filter(m -> m.scores() == ScoreKind.PLAIN)
        .toList();
  }

  private Optional<MeanIntervals> intervals(CellName cell) {
    return facts.cells().intervals(cell, "test", Level.IMAGE, ScoreKind.PLAIN);
  }

  /** Writes one matrix per cell, with one row per true class and one column per predicted class. */
  void matrices(Markup html) {
    html.element("h3", "Confusion matrices");
    html.paragraph(Prose.of("confusion.about"));
    List<CellName> done = facts.cells().all().stream().filter(cell -> !of(cell).isEmpty()).toList();
    facts
        .cells()
        .write(
            html,
            done.stream().limit(MOST_MATRICES).toList(),
            some -> some.forEach(cell -> matrix(html, cell)));
    html.more(done.size() - MOST_MATRICES, "cell", "table metrics, column confusion");
  }

  private void matrix(Markup html, CellName cell) {
    List<ClassificationMetrics> trials = of(cell).stream().map(TrialMetrics::metrics).toList();
    List<List<Interval>> intervals = intervals(cell).map(MeanIntervals::calls).orElseGet(List::of);
    DataTable table =
        new DataTable(
                "confusion", cell.place(), cell.way(), Digits.count(trials.size(), "seed", "seeds"))
            .with(names());
    for (int truth = 0; truth < names().size(); truth++) {
      int row = truth;
      double all = mean(trials, m -> m.confusion().get(row).stream().mapToInt(n -> n).sum());
      List<TableCell> cells = new ArrayList<>();
      cells.add(TableCell.head(names().get(truth)));
      for (int called = 0; called < names().size(); called++) {
        int column = called;
        double count = mean(trials, m -> m.confusion(row, column));
        Interval interval = intervals.isEmpty() ? Interval.NONE : intervals.get(truth).get(called);
        cells.add(shaded(count, count / all, interval));
      }
      table.row(cells);
    }
    table.write(html);
  }

  private static double mean(
      List<ClassificationMetrics> trials, ToIntFunction<ClassificationMetrics> count) {
    return trials.stream().mapToInt(count).average().orElse(Double.NaN);
  }

  private static String count(double mean) {
    return Digits.fixed(mean, mean == Math.rint(mean) ? 0 : 1);
  }

  private static TableCell shaded(double count, double share, Interval interval) {
    String ends = Digits.between(interval, Digits::percent);
    String percent = Digits.percent(share) + " %" + (ends.equals(Digits.NONE) ? "" : ", " + ends);
    String text = Digits.with(count(count), percent);
    long shade = Double.isNaN(share) ? 0 : Math.round(SHADES * share);
    return new TableCell(text, "td", "n shade" + shade);
  }

  /** Writes one row per cell and class, with means over seeds. */
  void table(Markup html) {
    facts
        .cells()
        .write(
            html,
            facts.cells().all().stream().filter(cell -> !of(cell).isEmpty()).toList(),
            some -> {
              DataTable table = new DataTable("classes");
              for (CellName cell : some) {
                for (int c = 0; c < names().size(); c++) {
                  table.under(cell.place()).row(row(cell, c));
                }
              }
              table.write(html);
            });
  }

  private List<TableCell> row(CellName cell, int c) {
    List<ClassificationMetrics> of =
        of(cell).stream().map(trial -> trial.classes().get(c).metrics()).toList();
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head(cell.way()));
    row.add(TableCell.text(names().get(c)));
    row.add(TableCell.number(count(mean(of, ClassificationMetrics::positives))));
    Map<Metric, Interval> intervals =
        intervals(cell).map(means -> means.classes().get(c)).orElseGet(Map::of);
    Metric.OF_CLASS.forEach(metric -> row.add(MetricsSection.mean(metric, of, intervals)));
    return row;
  }

  /** Writes one row per trial and class, with intervals over patients. */
  void trials(Markup html) {
    DataTable table = new DataTable("classes-trials");
    for (CellName cell : facts.cells().all()) {
      table.under(cell.arm() + ", " + cell.block());
      for (TrialMetrics trial : of(cell)) {
        IntStream.range(0, names().size()).forEach(c -> table.row(row(trial, c)));
      }
    }
    table.write(html);
  }

  private List<TableCell> row(TrialMetrics trial, int c) {
    TrialMetrics.OfClass of = trial.classes().get(c);
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head("seed " + trial.seed()));
    row.add(TableCell.text(names().get(c)));
    row.add(TableCell.number(of.metrics().positives()));
    for (Metric metric : Metric.OF_CLASS) {
      Interval interval = of.intervals().getOrDefault(metric, Interval.NONE);
      row.add(TableCell.number(MetricsSection.figure(metric, metric.of(of.metrics()), interval)));
    }
    return row;
  }
}
