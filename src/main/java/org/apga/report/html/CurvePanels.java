package org.apga.report.html;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.apga.report.CellName;
import org.apga.report.html.EpochCurves.Point;
import org.apga.store.Row;

/** Small multiples of figures over epochs, a curve a seed. */
record CurvePanels(Markup html, RunFacts facts) {
  private static final double HEIGHT = 170;
  private static final double TOP = 26;
  private static final double BOTTOM = 132;
  private static final double LEFT = 48;
  private static final double RIGHT = 330;

  /**
   * What is drawn.
   *
   * @param look a class of the style sheet, such as {@code solid}
   */
  record Line(ToDoubleFunction<Point> figure, String look) {}

  /**
   * Draws a panel.
   *
   * @param trials of one cell
   * @param axis name of the values
   * @param factor that values are shown times
   */
  void draw(
      String title,
      String description,
      List<Row> trials,
      String axis,
      double factor,
      List<Line> lines) {
    List<List<Point>> curves =
        trials.stream().map(trial -> facts.epochs().thinned(trial.text("trial"))).toList();
    double last = curves.stream().flatMap(List::stream).mapToDouble(Point::epoch).max().orElse(1);
    double[] values =
        lines.stream()
            .flatMapToDouble(
                line ->
                    curves.stream()
                        .flatMapToDouble(
                            curve -> DoubleStream.of(EpochCurves.values(curve, line.figure()))))
            .toArray();
    Chart chart =
        Chart.begin(
            html,
            title,
            description,
            HEIGHT,
            new Scale(Math.min(1, last - 1), last, LEFT, RIGHT),
            Scale.holding(values, BOTTOM, TOP));
    chart.yAxis(axis, 4, factor);
    chart.xAxis("epoch", 6, 1);
    for (int i = 0; i < trials.size(); i++) {
      List<Point> curve = curves.get(i);
      double[] at = EpochCurves.values(curve, Point::epoch);
      String look = Chart.look(trials.get(i).text("arm"));
      for (Line line : lines) {
        chart.curve(at, EpochCurves.values(curve, line.figure()), line.look() + " " + look);
      }
      best(chart, trials.get(i), lines.get(lines.size() - 1));
    }
    chart.end();
  }

  /** A dot at the epoch whose weights are the result. */
  private void best(Chart chart, Row trial, Line line) {
    if (!trial.has("best_epoch")) {
      return;
    }
    long best = trial.whole("best_epoch");
    for (Point point : facts.epochs().of(trial.text("trial"))) {
      double value = line.figure().applyAsDouble(point);
      if (point.epoch() == best && Double.isFinite(value)) {
        chart.dot(
            chart.x().at(best),
            chart.y().within(value),
            3.5,
            "dot " + Chart.look(trial.text("arm")));
      }
    }
  }

  /** Trials of a cell of which epochs are known, and no more than a panel can show. */
  List<Row> drawn(CellName cell) {
    return facts.completed(cell).stream()
        .filter(trial -> !facts.epochs().of(trial.text("trial")).isEmpty())
        .toList();
  }
}
