package org.apga.report.html;

import java.util.List;
import org.apga.report.CellName;
import org.apga.report.html.CurvePanels.Line;
import org.apga.report.html.EpochCurves.Point;
import org.apga.store.Row;

/** Learning curves, a panel a cell, and why each training stopped. */
final class LearningSection implements Section {
  private final RunFacts facts;

  LearningSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "learning";
  }

  @Override
  public String title() {
    return "Learning curves and why training stopped";
  }

  @Override
  public void write(Markup html) {
    CurvePanels panels = new CurvePanels(html, facts.epochs());
    List<CellName> cells =
        facts.cells().stream()
            .filter(cell -> !panels.drawn(facts.completed(cell)).isEmpty())
            .toList();
    if (cells.isEmpty()) {
      Note.absent(html, "No trial is done, so that there are no curves.");
      return;
    }
    html.paragraph(
        "Cross-entropy by epoch, a curve a seed: drawn through, on the split that chooses the"
            + " weights, evaluation mode; dashed, on clean training batches, training mode, before"
            + " their step. A dot marks the epoch whose weights are the result.");
    html.open("div", "class", "charts small");
    cells.forEach(cell -> loss(html, panels, cell));
    html.close().line();
    Note.folded(
        html,
        "Accuracy on the split that chooses the weights",
        () -> {
          html.open("div", "class", "charts small");
          cells.forEach(cell -> accuracy(html, panels, cell));
          html.close().line();
        });
    long left = facts.completed().size() - drawn(panels, cells);
    if (left > 0) {
      Note.small(html, left + " more in table epochs.");
    }
    stops().write(html);
  }

  private long drawn(CurvePanels panels, List<CellName> cells) {
    return cells.stream().mapToLong(cell -> panels.drawn(facts.completed(cell)).size()).sum();
  }

  private void loss(Markup html, CurvePanels panels, CellName cell) {
    List<Row> trials = panels.drawn(facts.completed(cell));
    panels.draw(
        title(cell),
        described("Cross-entropy on the split that selects", trials, Point::evaluated, 1, 3),
        trials,
        "nat",
        1,
        List.of(new Line(Point::trained, "dashed"), new Line(Point::evaluated, "solid")));
  }

  private void accuracy(Markup html, CurvePanels panels, CellName cell) {
    List<Row> trials = panels.drawn(facts.completed(cell));
    panels.draw(
        title(cell),
        described("Accuracy in percent on the split that selects", trials, Point::accuracy, 100, 1),
        trials,
        "accuracy %",
        100,
        List.of(new Line(Point::accuracy, "solid")));
  }

  private static String title(CellName cell) {
    return cell.toString();
  }

  private String described(
      String what,
      List<Row> trials,
      java.util.function.ToDoubleFunction<Point> figure,
      double factor,
      int digits) {
    StringBuilder text = new StringBuilder(what).append(", first to last epoch: ");
    for (Row trial : trials) {
      List<Point> points = facts.epochs().of(trial.text("trial"));
      double first = figure.applyAsDouble(points.get(0));
      double last = figure.applyAsDouble(points.get(points.size() - 1));
      text.append("seed ").append(trial.whole("seed")).append(", ");
      text.append(Digits.fixed(first * factor, digits)).append(" to ");
      text.append(Digits.fixed(last * factor, digits)).append("; ");
    }
    return text + "the table below says where each stopped.";
  }

  private DataTable stops() {
    DataTable table =
        new DataTable(
            "Why each training stopped",
            "trials",
            "seed",
            "#best epoch",
            "#epochs",
            "#accuracy there %",
            "#loss first, best, last",
            "why it stopped");
    for (CellName cell : facts.cells()) {
      List<Row> trials = facts.completed(cell);
      if (!trials.isEmpty()) {
        table.group(cell.arm() + ", " + RunFacts.block(cell));
        trials.forEach(trial -> stop(table, trial));
      }
    }
    return table;
  }

  private void stop(DataTable table, Row trial) {
    List<Point> points = facts.epochs().of(trial.text("trial"));
    long best = trial.has("best_epoch") ? trial.whole("best_epoch") : -1;
    table.row(
        TableCell.head("seed " + trial.whole("seed")),
        trial.has("best_epoch") ? TableCell.number(best) : TableCell.number(Digits.NONE),
        trial.has("epochs")
            ? TableCell.number(trial.whole("epochs"))
            : TableCell.number(Digits.NONE),
        TableCell.number(at(points, best, Point::accuracy, 100, 1)),
        TableCell.number(
            points.isEmpty()
                ? Digits.NONE
                : at(points, points.get(0).epoch(), Point::evaluated, 1, 3)
                    + ", "
                    + at(points, best, Point::evaluated, 1, 3)
                    + ", "
                    + at(points, points.get(points.size() - 1).epoch(), Point::evaluated, 1, 3)),
        TableCell.words(trial.has("stop_reason") ? trial.text("stop_reason") : Digits.NONE));
  }

  private static String at(
      List<Point> points,
      long epoch,
      java.util.function.ToDoubleFunction<Point> figure,
      double factor,
      int digits) {
    return points.stream()
        .filter(point -> point.epoch() == epoch)
        .map(point -> Digits.fixed(factor * figure.applyAsDouble(point), digits))
        .findFirst()
        .orElse(Digits.NONE);
  }
}
