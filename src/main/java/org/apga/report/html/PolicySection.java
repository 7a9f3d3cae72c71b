package org.apga.report.html;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.lang3.StringUtils;
import org.apga.config.Arm;
import org.apga.report.CellName;
import org.apga.report.html.EpochCurves.Axis;
import org.apga.report.html.EpochCurves.Line;
import org.apga.report.html.EpochCurves.Point;
import org.apga.store.Row;

/** How policies learnt: rewards, losses and the share of the image that they point at. */
record PolicySection(RunFacts facts) {
  void write(Markup html) {
    List<CellName> cells =
        facts.cells().all().stream()
            .filter(cell -> Arm.find(cell.arm()).filter(Arm::trainsPolicy).isPresent())
            .filter(cell -> !facts.epochs().known(facts.cells().completed(cell)).isEmpty())
            .toList();
    if (cells.isEmpty()) {
      html.absent("No trial of an arm with a policy is done.");
      return;
    }
    html.paragraph(Prose.of("policies.about"));
    panels(html, cells, "reward", new Axis("nat", 1, 3), Point::reward);
    panels(html, cells, "policy loss", new Axis("loss", 1, 3), Point::policyLoss);
    panels(html, cells, "share the policy points at", new Axis("%", 100, 3), Point::maskShare);
    html.folded("Table of policies", () -> table(cells).write(html));
  }

  private void panels(
      Markup html, List<CellName> cells, String what, Axis axis, ToDoubleFunction<Point> figure) {
    html.element("h3", StringUtils.capitalize(what));
    facts.cells().write(html, cells, some -> drawings(html, some, what, axis, figure));
  }

  private void drawings(
      Markup html, List<CellName> cells, String what, Axis axis, ToDoubleFunction<Point> figure) {
    html.open("div", "class", "charts small");
    EpochCurves epochs = facts.epochs();
    List<Line> line = List.of(new Line(figure, "solid"));
    for (CellName cell : cells) {
      List<Row> trials = epochs.known(facts.cells().completed(cell));
      if (isKnown(trials, figure)) {
        String title = what + ", " + cell;
        String ends = epochs.ends(trials, figure, axis);
        String told = String.format("%s of %s, first and last epoch: %s", what, cell, ends);
        epochs.draw(html, title, told, trials, axis, line);
      }
    }
    html.close().line();
  }

  private boolean isKnown(List<Row> trials, ToDoubleFunction<Point> figure) {
    return trials.stream()
        .flatMap(trial -> facts.epochs().of(trial.text("trial")).stream())
        .anyMatch(point -> Double.isFinite(figure.applyAsDouble(point)));
  }

  private TableCell ends(Row trial, ToDoubleFunction<Point> figure, double factor) {
    return TableCell.number(facts.epochs().ends(trial, figure, new Axis("", factor, 3)));
  }

  private DataTable table(List<CellName> cells) {
    DataTable table = new DataTable("policies");
    for (CellName cell : cells) {
      table.under(cell.arm() + ", " + cell.block());
      for (Row trial : facts.cells().completed(cell)) {
        table.row(
            TableCell.head(CellName.draw(trial)),
            ends(trial, Point::reward, 1),
            ends(trial, Point::policyLoss, 1),
            ends(trial, Point::maskShare, 100));
      }
    }
    return table;
  }
}
