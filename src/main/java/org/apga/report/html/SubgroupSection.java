package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.ReachableP;
import org.apga.report.CellName;
import org.apga.report.ClassNames;
import org.apga.report.Reached;
import org.apga.report.Reached.Figure;
import org.apga.report.SubgroupReport;
import org.apga.report.SubgroupReport.Matched;
import org.apga.report.SubgroupReport.Subgroup;
import org.apga.report.Subgroups;

/** Metrics of subgroups of the test images, by further columns of the manifest. */
record SubgroupSection(RunFacts facts) {
  void write(Markup html) {
    SubgroupReport report = facts.report().subgroups();
    report.warnings().forEach(html::warning);
    if (!report.subgroups().isEmpty()) {
      html.paragraph(Prose.of("subgroups.about"));
      facts.cells().write(html, facts.cells().all(), some -> subgroups(html, some));
    }
    if (!report.matched().isEmpty()) {
      String on = String.join(", ", report.asked().match());
      List<String> names = facts.report().classes().names();
      html.paragraph(Prose.of("matched.about", names.get(1), names.get(0), on));
      facts.cells().write(html, facts.cells().all(), some -> matched(html, some));
    }
  }

  private void subgroups(Markup html, List<CellName> some) {
    DataTable table = new DataTable("subgroups").of(facts.report().classes()).withoutEmptyColumns();
    for (CellName cell : some) {
      facts.report().subgroups().subgroups().stream()
          .filter(subgroup -> subgroup.reached().cell().equals(cell))
          .forEach(subgroup -> table.under(cell.place()).row(row(cell, subgroup)));
    }
    table.write(html);
  }

  private List<TableCell> row(CellName cell, Subgroup subgroup) {
    Reached reached = subgroup.reached();
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head(cell.way()));
    row.add(TableCell.text(subgroup.attribute()));
    row.add(TableCell.text(subgroup.named()));
    counts(row, reached, facts.report().classes());
    for (Metric metric : List.of(Metric.AUROC, Metric.ACCURACY)) {
      Figure figure = reached.figure(metric);
      row.add(value(metric, figure));
      row.add(gap(metric, figure));
      String p = Digits.p(figure.holm());
      row.add(figure.holm() < ReachableP.ALPHA ? TableCell.alarming(p) : TableCell.number(p));
    }
    row.add(TableCell.words(Digits.or(tooFew(reached))));
    return row;
  }

  private void matched(Markup html, List<CellName> some) {
    DataTable table = new DataTable("matched").of(facts.report().classes());
    for (CellName cell : some) {
      for (Matched matched : facts.report().subgroups().matched()) {
        if (matched.all().cell().equals(cell)) {
          table.under(cell.place());
          table.row(row(cell, "all", Digits.NONE, Digits.NONE, matched.all()));
          String left =
              matched.leftOut()
                  + (matched.unknown() > 0 ? " (" + matched.unknown() + " not known)" : "");
          String pairs = Integer.toString(matched.pairs());
          table.row(row(cell, "matched", pairs, left, matched.matched()));
        }
      }
    }
    table.write(html);
  }

  private List<TableCell> row(
      CellName cell, String images, String pairs, String left, Reached reached) {
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head(cell.way()));
    row.add(TableCell.text(images));
    row.add(TableCell.number(pairs));
    row.add(TableCell.number(left));
    counts(row, reached, facts.report().classes());
    row.add(value(Metric.AUROC, reached.figure(Metric.AUROC)));
    row.add(gap(Metric.AUROC, reached.figure(Metric.AUROC)));
    Subgroups.METRICS.stream()
        .filter(metric -> metric != Metric.AUROC)
        .forEach(metric -> row.add(value(metric, reached.figure(metric))));
    row.add(TableCell.words(Digits.or(tooFew(reached))));
    return row;
  }

  private static void counts(List<TableCell> row, Reached reached, ClassNames classes) {
    row.add(TableCell.number(reached.n()));
    row.add(
        classes.areTwo() ? TableCell.number(reached.positives()) : TableCell.number(Digits.NONE));
    row.add(TableCell.number(reached.patients()));
  }

  private static String tooFew(Reached reached) {
    return reached.tooFew().isEmpty() ? "" : "too few: " + reached.tooFew();
  }

  private static TableCell value(Metric metric, Figure figure) {
    return TableCell.number(MetricsSection.figure(metric, figure.value(), figure.interval()));
  }

  private static TableCell gap(Metric metric, Figure figure) {
    String ends = Digits.between(figure.gapInterval(), end -> gap(metric, end));
    return TableCell.number(Digits.with(gap(metric, figure.gap()), ends));
  }

  private static String gap(Metric metric, double gap) {
    return metric == Metric.AUROC ? Digits.signed(gap, 3) : Digits.points(gap);
  }
}
