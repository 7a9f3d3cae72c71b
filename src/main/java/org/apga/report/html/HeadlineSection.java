package org.apga.report.html;

import java.util.List;
import java.util.Optional;
import org.apga.config.Arm;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.CellName;
import org.apga.report.CellState;
import org.apga.report.Comparison;
import org.apga.report.Completeness;
import org.apga.report.Controls;
import org.apga.report.Measure;
import org.apga.report.ReportRows;
import org.apga.report.Search;
import org.apga.store.Row;

/** The finding, how many trials are done, and the cells' figures. */
record HeadlineSection(RunFacts facts) {
  void write(Markup html) {
    finding(html, Finding.of(facts.report()), DataSection.tested(facts));
    counts(html);
    if (!Search.isTuning(facts.report())) {
      cells(html, Prose.of("cells.caption"));
      html.note(
          Prose.of(
              "cells.note",
              facts.report().variance().tested(),
              Search.family(facts.report()),
              controls()));
      if (facts.cells().mostVariants() > 1) {
        html.note(Prose.of("variants.note"));
      }
    }
  }

  /** Writes what a reader wants first: the finding, how certain it is, and the data. */
  static void finding(Markup html, List<String> sentences, String data) {
    html.open("div", "class", "finding").open("p", "class", "lead").told(sentences.get(0)).close();
    sentences.stream().skip(1).forEach(sentence -> html.open("p").told(sentence).close());
    if (!data.isEmpty()) {
      html.open("p").told(data).close();
    }
    html.close();
  }

  /** Writes the figures of all cells: the columns that fit a window, then the others, folded. */
  void cells(Markup html, String caption) {
    List<Comparison> accuracy =
        facts.report().comparisons().stream().filter(c -> c.measure() == Measure.ACCURACY).toList();
    facts
        .cells()
        .write(html, facts.cells().all(), cells -> table(caption, cells, accuracy).write(html));
    html.folded(
        Prose.of("cells.more"),
        () -> facts.cells().write(html, facts.cells().all(), cells -> more(cells).write(html)));
  }

  private String controls() {
    List<String> present = new Controls(facts.report().summary()).present();
    return present.isEmpty() ? "" : "; controls are " + String.join("; ", present);
  }

  private void counts(Markup html) {
    Completeness trials = facts.report().trials();
    List<Row> cells = facts.report().summary();
    html.open("dl", "class", "counts");
    count(html, "trials expected", trials.expected(), "");
    count(html, "done", trials.done(), "");
    count(html, "failed or skipped", trials.failed(), trials.failed() > 0 ? "bad" : "");
    count(html, "missing", trials.missing(), trials.missing() > 0 ? "bad" : "");
    for (CellState state : CellState.values()) {
      long n = state.count(cells);
      boolean isBad = n > 0 && state != CellState.DONE;
      count(html, "cells " + state.label(), n, isBad ? "bad" : "");
    }
    html.close().line();
  }

  private static void count(Markup html, String name, long count, String look) {
    html.open("div", "class", look).element("dt", name).element("dd", Long.toString(count)).close();
  }

  private DataTable table(String caption, List<CellName> cells, List<Comparison> accuracy) {
    DataTable table =
        new DataTable("cells", caption).of(facts.report().classes()).withoutEmptyColumns();
    for (CellName cell : cells) {
      Row row = facts.cells().summary(cell);
      table.under(cell.place());
      table.row(
          TableCell.head(cell.way()),
          seeds(row),
          TableCell.spread(row, "accuracy", 100, 1),
          TableCell.number(Digits.between(ReportRows.interval(row, "accuracy"), Digits::percent)),
          TableCell.spread(row, "auroc", 1, 3),
          grades(row),
          TableCell.spread(row, "study_kappa", 1, 2),
          delta(row, accuracy, cell, "baseline", Optional.of(Arm.BASELINE.label())),
          delta(row, accuracy, cell, "control", cell.control()));
    }
    return table;
  }

  private DataTable more(List<CellName> cells) {
    DataTable table =
        new DataTable("cells-more").of(facts.report().classes()).withoutEmptyColumns();
    boolean several = cells.stream().anyMatch(cell -> tried(cell) > 1);
    for (CellName cell : cells) {
      Row row = facts.cells().summary(cell);
      table.under(cell.place());
      table.row(
          TableCell.head(cell.way()),
          TableCell.number(several ? Long.toString(tried(cell)) : Digits.NONE),
          interval(row, "auroc"),
          interval(row, "study_kappa"),
          TableCell.spread(row, "tta_accuracy", 100, 1),
          gain(row),
          TableCell.spread(row, "mask_iou", 1, 2),
          hits(row));
    }
    return table;
  }

  /** The kappa of classes that are grades; others have none. */
  private static TableCell grades(Row row) {
    String kappa = Metric.QUADRATIC_KAPPA.label();
    TableCell mean = TableCell.spread(row, kappa, 1, 2);
    Interval interval = ReportRows.interval(row, kappa);
    return TableCell.number(
        Digits.with(mean.text(), Digits.between(interval, end -> Digits.fixed(end, 2))));
  }

  private long tried(CellName cell) {
    return Trials.whole(facts.cells().summary(cell), "tried");
  }

  private static TableCell interval(Row row, String column) {
    return TableCell.number(
        Digits.between(
            Digits.fixed(row.real(column + "_low"), 3),
            Digits.fixed(row.real(column + "_high"), 3)));
  }

  /** Done of expected seeds, with a mark if only some are done, or the state if none is done. */
  private static TableCell seeds(Row row) {
    String of = row.whole("done") + "/" + row.whole("expected");
    CellState state = CellState.of(row);
    return switch (state) {
      case DONE, PARTIAL -> TableCell.marked(of, state == CellState.PARTIAL);
      case FAILED, MISSING -> TableCell.alarming(of + " " + state.label());
    };
  }

  private static TableCell delta(
      Row row, List<Comparison> accuracy, CellName cell, String name, Optional<String> other) {
    String mean = Digits.points(row.real("delta_" + name + "_mean"));
    String sd = Digits.percent(row.real("delta_" + name + "_sd"));
    String p =
        accuracy.stream()
            .filter(c -> c.cell().equals(cell) && Optional.of(c.against()).equals(other))
            .map(HeadlineSection::p)
            .findFirst()
            .orElse("");
    return TableCell.number(mean.equals(Digits.NONE) ? mean : Digits.spread(mean, sd) + p);
  }

  private static String p(Comparison comparison) {
    double p = comparison.correction().p();
    return (Double.isNaN(p) ? "" : ", p " + Digits.p(p)) + (comparison.isPartial() ? "*" : "");
  }

  /** The gain from test-time augmentation, with its interval. */
  private static TableCell gain(Row row) {
    String gain =
        Digits.spread(
            Digits.points(row.real("tta_gain_mean")), Digits.percent(row.real("tta_gain_sd")));
    return TableCell.number(Digits.with(gain, Digits.points(ReportRows.interval(row, "tta_gain"))));
  }

  private static TableCell hits(Row row) {
    double hit = row.real("mask_hit_mean");
    return TableCell.number(
        Double.isNaN(hit)
            ? Digits.NONE
            : Digits.percent(hit) + " (" + Digits.percent(row.real("mask_chance_mean")) + ")");
  }
}
