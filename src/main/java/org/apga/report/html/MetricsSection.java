package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.Summary;
import org.apga.metrics.stats.Interval;
import org.apga.report.CellName;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.TrialMetrics;

/** Every metric with confusion counts: cells over seeds, then each trial with its intervals. */
final class MetricsSection implements Section {
  private static final String[] COLUMNS = {
    "#seeds",
    "#TP",
    "#FP",
    "#TN",
    "#FN",
    "#accuracy %",
    "#sensitivity %",
    "#specificity %",
    "#AUROC",
    "#kappa",
    "#Brier",
    "#ECE %",
    "#loss, nat"
  };

  private final RunFacts facts;

  MetricsSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "metrics";
  }

  @Override
  public String title() {
    return "Metrics and confusion counts";
  }

  /** What a table is over. */
  private record View(String title, String split, Level level, ScoreKind scores) {}

  @Override
  public void write(Markup html) {
    if (facts.report().metrics().isEmpty()) {
      Note.absent(html, "No trial is done, or none has predictions.");
      return;
    }
    html.paragraph(
        "An image or study counts as abnormal over a probability of 0.5; a study's probability is"
            + " the mean of its images'. Counts are means over seeds. * over the seeds of which there is a figure.");
    cells(html, new View("Test images", "test", Level.IMAGE, ScoreKind.PLAIN));
    cells(html, new View("Test studies", "test", Level.STUDY, ScoreKind.PLAIN));
    View augmented =
        new View("Test images, test-time augmentation", "test", Level.IMAGE, ScoreKind.TTA);
    if (has(augmented)) {
      cells(html, augmented);
      cells(
          html,
          new View("Test studies, test-time augmentation", "test", Level.STUDY, ScoreKind.TTA));
    }
    Note.folded(
        html,
        "Selection split",
        () -> {
          Note.small(html, "It chose the weights: its figures are too good, and compare nothing.");
          cells(html, new View("Selection images", "selection", Level.IMAGE, ScoreKind.PLAIN));
          cells(html, new View("Selection studies", "selection", Level.STUDY, ScoreKind.PLAIN));
        });
    Note.folded(
        html,
        "Each trial with 95 % intervals over patients (BCa)",
        () -> {
          trials(html, new View("Test images, trials", "test", Level.IMAGE, ScoreKind.PLAIN));
          trials(html, new View("Test studies, trials", "test", Level.STUDY, ScoreKind.PLAIN));
        });
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
    List<String> columns = new ArrayList<>(List.of("arm"));
    columns.addAll(List.of(COLUMNS));
    DataTable table =
        new DataTable(
            view.title() + ": mean ± sd over seeds", "metrics", columns.toArray(String[]::new));
    String block = "";
    for (CellName cell : facts.cells()) {
      List<ClassificationMetrics> of =
          facts.report().metrics().stream()
              .filter(m -> m.cell().equals(cell) && isOf(m, view))
              .map(TrialMetrics::metrics)
              .toList();
      boolean isPlain = view.scores() == ScoreKind.PLAIN;
      if (of.isEmpty() && !isPlain) {
        continue;
      }
      if (!RunFacts.block(cell).equals(block)) {
        block = RunFacts.block(cell);
        table.group(block);
      }
      table.row(row(cell, of));
    }
    table.write(html);
  }

  private TableCell[] row(CellName cell, List<ClassificationMetrics> of) {
    long expected =
        facts.report().summary().stream()
            .filter(row -> RunFacts.cell(row).equals(cell))
            .mapToLong(row -> row.whole("expected"))
            .sum();
    String seeds = of.size() + "/" + expected;
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head(cell.arm()));
    row.add(
        of.size() < expected
            ? new TableCell(seeds + "*", "td", "n warn")
            : TableCell.number(seeds));
    row.add(count(of, ClassificationMetrics::tp));
    row.add(count(of, ClassificationMetrics::fp));
    row.add(count(of, ClassificationMetrics::tn));
    row.add(count(of, ClassificationMetrics::fn));
    for (Metric metric : Metric.values()) {
      Summary summary = Summary.ofDefined(of.stream().mapToDouble(metric::of));
      String spread = Digits.spread(figure(metric, summary.mean()), figure(metric, summary.sd()));
      boolean some = summary.n() > 0 && summary.n() < of.size();
      row.add(some ? new TableCell(spread + "*", "td", "n warn") : TableCell.number(spread));
    }
    return row.toArray(TableCell[]::new);
  }

  private static TableCell count(
      List<ClassificationMetrics> of, ToDoubleFunction<ClassificationMetrics> figure) {
    double mean = Summary.of(of.stream().mapToDouble(figure).toArray()).mean();
    return TableCell.number(Digits.fixed(mean, of.size() > 1 ? 1 : 0));
  }

  private void trials(Markup html, View view) {
    List<String> columns = new ArrayList<>(List.of("seed", "#n", "#patients"));
    columns.addAll(List.of(COLUMNS).subList(1, COLUMNS.length));
    DataTable table = new DataTable(view.title(), "metrics", columns.toArray(String[]::new));
    String group = "";
    for (TrialMetrics metrics : facts.report().metrics()) {
      if (!isOf(metrics, view)) {
        continue;
      }
      String of = metrics.cell().arm() + ", " + RunFacts.block(metrics.cell());
      if (!of.equals(group)) {
        group = of;
        table.group(group);
      }
      table.row(row(metrics));
    }
    table.write(html);
  }

  private static TableCell[] row(TrialMetrics trial) {
    ClassificationMetrics metrics = trial.metrics();
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head("seed " + trial.seed()));
    row.add(TableCell.number(metrics.n()));
    row.add(TableCell.number(trial.patients()));
    row.add(TableCell.number(metrics.tp()));
    row.add(TableCell.number(metrics.fp()));
    row.add(TableCell.number(metrics.tn()));
    row.add(TableCell.number(metrics.fn()));
    for (Metric metric : Metric.values()) {
      Interval interval = trial.intervals().getOrDefault(metric, Interval.NONE);
      String ends = Digits.between(figure(metric, interval.low()), figure(metric, interval.high()));
      row.add(
          TableCell.number(
              figure(metric, metric.of(metrics))
                  + (ends.equals(Digits.NONE) ? "" : " (" + ends + ")")));
    }
    return row.toArray(TableCell[]::new);
  }

  private static String figure(Metric metric, double value) {
    return switch (metric) {
      case ACCURACY, SENSITIVITY, SPECIFICITY, ECE -> Digits.percent(value);
      case AUROC, BRIER, LOSS -> Digits.fixed(value, 3);
      case KAPPA -> Digits.fixed(value, 2);
    };
  }
}
