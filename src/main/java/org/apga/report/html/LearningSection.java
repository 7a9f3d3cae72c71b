package org.apga.report.html;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apga.report.CellName;
import org.apga.report.html.EpochCurves.Axis;
import org.apga.report.html.EpochCurves.Line;
import org.apga.report.html.EpochCurves.Point;
import org.apga.store.Row;

/** Learning curves, one panel per cell, and why each training stopped. */
record LearningSection(RunFacts facts) {
  private static final Axis NATS = new Axis("nat", 1, 3);
  private static final Axis PERCENT = new Axis("accuracy %", 100, 1);
  private static final List<Line> LOSSES =
      List.of(new Line(Point::trained, "dashed"), new Line(Point::evaluated, "solid"));
  private static final List<Line> ACCURACY = List.of(new Line(Point::accuracy, "solid"));

  void write(Markup html) {
    List<CellName> cells =
        facts.cells().all().stream().filter(cell -> !known(cell).isEmpty()).toList();
    if (cells.isEmpty()) {
      html.absent("No trial is done, so there are no curves.");
      return;
    }
    html.paragraph(Prose.of("learning.about"));
    panels(html, cells, "Cross-entropy", NATS, LOSSES);
    html.folded(
        "Accuracy on the split that chooses the weights",
        () -> panels(html, cells, "Accuracy in percent", PERCENT, ACCURACY));
    long drawn = cells.stream().mapToLong(cell -> known(cell).size()).sum();
    html.more(facts.completed().size() - drawn, "trial", "table epochs");
    List<CellName> done =
        facts.cells().all().stream()
            .filter(cell -> !facts.cells().completed(cell).isEmpty())
            .toList();
    facts.cells().write(html, done, some -> stops(some).write(html));
  }

  private List<Row> known(CellName cell) {
    return facts.epochs().known(facts.cells().completed(cell));
  }

  private void panels(Markup html, List<CellName> cells, String what, Axis axis, List<Line> lines) {
    facts
        .cells()
        .write(
            html,
            cells,
            some -> {
              html.open("div", "class", "charts small");
              some.forEach(cell -> panel(html, cell, what, axis, lines));
              html.close().line();
            });
  }

  /** Draws a panel; its description has the figure of the last line, on the selection split. */
  private void panel(Markup html, CellName cell, String what, Axis axis, List<Line> lines) {
    List<Row> trials = known(cell);
    Line told = lines.get(lines.size() - 1);
    String description =
        Prose.of("learning.panel", what, facts.epochs().ends(trials, told.figure(), axis));
    facts.epochs().draw(html, cell.toString(), description, trials, axis, lines);
  }

  private DataTable stops(List<CellName> cells) {
    DataTable table = new DataTable("stops");
    for (CellName cell : cells) {
      table.under(cell.arm() + ", " + cell.block());
      facts.cells().completed(cell).forEach(trial -> stop(table, trial));
    }
    return table;
  }

  private void stop(DataTable table, Row trial) {
    List<Point> points = facts.epochs().of(trial.text("trial"));
    long best = trial.has("best_epoch") ? trial.whole("best_epoch") : -1;
    table.row(
        TableCell.head(CellName.draw(trial)),
        TableCell.number(trial.has("best_epoch") ? Long.toString(best) : Digits.NONE),
        TableCell.number(trial.has("epochs") ? Long.toString(trial.whole("epochs")) : Digits.NONE),
        TableCell.number(at(points, best, Point::accuracy, 100, 1)),
        TableCell.number(
            points.isEmpty()
                ? Digits.NONE
                : LongStream.of(points.get(0).epoch(), best, points.get(points.size() - 1).epoch())
                    .mapToObj(epoch -> at(points, epoch, Point::evaluated, 1, 3))
                    .collect(Collectors.joining(", "))),
        TableCell.words(Trials.text(trial, "stop_reason")));
  }

  private static String at(
      List<Point> points, long epoch, ToDoubleFunction<Point> figure, double factor, int digits) {
    return points.stream()
        .filter(point -> point.epoch() == epoch)
        .map(point -> Digits.fixed(factor * figure.applyAsDouble(point), digits))
        .findFirst()
        .orElse(Digits.NONE);
  }
}
