package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.CellName;
import org.apga.report.ClassNames;
import org.apga.report.Ensemble;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;

/** Metrics of averaged probabilities, as they are and adjusted on the selection split. */
record EnsembleSection(RunFacts facts) {
  void write(Markup html) {
    if (facts.report().ensembles().isEmpty()) {
      html.absent("No ensemble was requested (report.ensemble).");
      return;
    }
    html.paragraph(Prose.of("ensembles.about"));
    table(html, "Test images", Level.IMAGE);
    table(html, "Test studies", Level.STUDY);
  }

  private void table(Markup html, String title, Level level) {
    facts
        .cells()
        .write(
            html,
            facts.cells().all(),
            some -> {
              ClassNames classes = facts.report().classes();
              DataTable table =
                  new DataTable("ensembles", title).with(MetricsSection.heads(classes)).of(classes);
              some.forEach(cell -> of(cell, level).forEach(one -> row(table, one, classes)));
              table.write(html);
            });
  }

  private Stream<Ensemble> of(CellName cell, Level level) {
    return facts.report().ensembles().stream()
        .filter(one -> one.cell().equals(cell) && one.level() == level)
        .filter(one -> one.scores() == ScoreKind.PLAIN);
  }

  private static void row(DataTable table, Ensemble of, ClassNames classes) {
    List<TableCell> row = new ArrayList<>();
    row.add(TableCell.head(of.cell().way()));
    row.add(TableCell.marked(of.models() + "/" + of.asked(), of.models() < of.asked()));
    row.add(
        TableCell.text(
            switch (of.adjusted()) {
              case NONE -> "as it is";
              case TEMPERATURE -> "temperature " + Digits.fixed(of.value(), 2);
              case THRESHOLD -> classes.positive() + " over " + Digits.fixed(of.value(), 3);
            }));
    for (Metric metric : classes.metrics()) {
      row.add(
          TableCell.number(
              of.intervals().containsKey(metric)
                  ? MetricsSection.figure(
                      metric,
                      metric.of(of.metrics()),
                      of.intervals().getOrDefault(metric, Interval.NONE))
                  : Digits.NONE));
    }
    table.under(of.cell().place()).row(row);
  }
}
