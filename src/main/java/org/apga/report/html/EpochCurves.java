package org.apga.report.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apga.report.CellName;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;

/** The epochs of some trials, from the table of epochs, drawn as small panels. */
final class EpochCurves {
  /** The table of epochs with the columns that are drawn: a quarter of all. */
  static final TableSchema COLUMNS =
      Tables.EPOCHS.only(
          "trial",
          "epoch",
          "clean_loss",
          "loss",
          "accuracy",
          "reward",
          "policy_loss",
          "mask_share_after",
          "mask_share");

  /** Largest number of points per curve; a phone cannot show more. */
  private static final int MOST_POINTS = 30;

  private static final double HEIGHT = 170;
  private static final double TOP = 26;
  private static final double BOTTOM = 132;
  private static final double LEFT = 48;
  private static final double RIGHT = 330;

  private final Set<String> trials;
  private final Map<String, List<Point>> points = new HashMap<>();

  /**
   * One epoch. A figure that does not apply is NaN.
   *
   * @param trained cross-entropy of clean batches
   * @param evaluated cross-entropy of the split that selects the weights
   * @param accuracy on that split
   * @param maskShare share of the training pixels that the policy points at after its step
   */
  record Point(
      long epoch,
      double trained,
      double evaluated,
      double accuracy,
      double reward,
      double policyLoss,
      double maskShare) {}

  /** A figure to draw; {@code look} is a class of the style sheet, such as {@code solid}. */
  record Line(ToDoubleFunction<Point> figure, String look) {}

  /**
   * How figures are shown.
   *
   * @param name the name of the axis
   * @param factor the factor by which values are multiplied
   * @param digits decimals of values in texts
   */
  record Axis(String name, double factor, int digits) {}

  EpochCurves(Set<String> trials) {
    this.trials = Set.copyOf(trials);
  }

  /** Adds one row of {@link #COLUMNS}. */
  void add(Row row) {
    String trial = row.text("trial");
    if (trials.contains(trial)) {
      points
          .computeIfAbsent(trial, t -> new ArrayList<>())
          .add(
              new Point(
                  row.whole("epoch"),
                  row.real("clean_loss"),
                  row.real("loss"),
                  row.real("accuracy"),
                  row.real("reward"),
                  row.real("policy_loss"),
                  maskShare(row)));
    }
  }

  /** The share that the policy points at after its step; older tables have it in another column. */
  private static double maskShare(Row row) {
    return row.real(row.has("mask_share_after") ? "mask_share_after" : "mask_share");
  }

  /** The epochs of a trial, first to last; none if they were not added. */
  List<Point> of(String trial) {
    return points.getOrDefault(trial, List.of());
  }

  /** The trials whose epochs were added. */
  List<Row> known(List<Row> all) {
    return all.stream().filter(trial -> !of(trial.text("trial")).isEmpty()).toList();
  }

  /** Points at even distances, about as many as a drawing can show, and the last one. */
  private List<Point> thinned(String trial) {
    List<Point> all = of(trial);
    int step = (all.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<Point> some = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i % step == 0 || i == all.size() - 1) {
        some.add(all.get(i));
      }
    }
    return some;
  }

  /** A figure in each trial's first and last epoch: {@code seed 0, 0.512 to 0.301; ...}. */
  String ends(List<Row> trials, ToDoubleFunction<Point> figure, Axis axis) {
    return trials.stream()
        .map(t -> CellName.draw(t) + ", " + ends(t, figure, axis))
        .collect(Collectors.joining("; "));
  }

  /** The same for one trial; a dash if its epochs were not added. */
  String ends(Row trial, ToDoubleFunction<Point> figure, Axis axis) {
    double[] values = values(of(trial.text("trial")), figure);
    return values.length == 0
        ? Digits.NONE
        : Digits.fixed(axis.factor * values[0], axis.digits)
            + " to "
            + Digits.fixed(axis.factor * values[values.length - 1], axis.digits);
  }

  /** A figure of points, in their order. */
  private static double[] values(List<Point> points, ToDoubleFunction<Point> figure) {
    return points.stream().mapToDouble(figure).toArray();
  }

  /**
   * Draws a panel with one curve per trial and line.
   *
   * @param trials trials of one cell
   */
  void draw(
      Markup html,
      String title,
      String description,
      List<Row> trials,
      Axis axis,
      List<Line> lines) {
    List<List<Point>> curves = trials.stream().map(trial -> thinned(trial.text("trial"))).toList();
    double last = curves.stream().flatMap(List::stream).mapToDouble(Point::epoch).max().orElse(1);
    double[] values =
        lines.stream()
            .flatMapToDouble(
                line ->
                    curves.stream()
                        .flatMapToDouble(curve -> DoubleStream.of(values(curve, line.figure()))))
            .toArray();
    Scale x = new Scale(Math.min(1, last - 1), last, LEFT, RIGHT);
    Scale y = Scale.holding(values, BOTTOM, TOP);
    Chart chart = Chart.begin(html, title, description, HEIGHT, x, y);
    chart.yAxis(axis.name, 4, axis.factor);
    chart.xAxis("epoch", 6, 1);
    for (int i = 0; i < trials.size(); i++) {
      List<Point> curve = curves.get(i);
      double[] at = values(curve, Point::epoch);
      for (Line line : lines) {
        chart.curve(at, values(curve, line.figure()), line.look() + " " + look(trials.get(i)));
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
    of(trial.text("trial")).stream()
        .filter(point -> point.epoch() == best)
        .mapToDouble(line.figure())
        .filter(Double::isFinite)
        .map(chart.y()::within)
        .forEach(at -> chart.dot(chart.x().at(best), at, 3.5, "dot " + look(trial)));
  }

  private static String look(Row trial) {
    return Chart.look(trial.text("arm"));
  }
}
