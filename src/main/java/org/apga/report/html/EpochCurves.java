package org.apga.report.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apga.store.Row;

/** The epochs of some trials, gathered from the table of epochs. */
final class EpochCurves {
  /** Points of one curve on the page: a phone shows no more. */
  private static final int MOST_POINTS = 30;

  private final Set<String> trials;
  private final Map<String, List<Point>> points = new HashMap<>();

  /**
   * One epoch. NaN where a figure does not apply.
   *
   * @param trained cross-entropy of clean batches
   * @param evaluated cross-entropy of the split that selects
   * @param accuracy on that split
   * @param maskShare of the training pixels, that the policy points at after its step
   */
  record Point(
      long epoch,
      double trained,
      double evaluated,
      double accuracy,
      double reward,
      double policyLoss,
      double maskShare) {}

  /**
   * @param trials whose epochs are kept
   */
  EpochCurves(Set<String> trials) {
    this.trials = Set.copyOf(trials);
  }

  /** Takes one row of {@link org.apga.store.Tables#EPOCHS}. */
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

  /** What the policy points at after its steps; older tables had it in another column. */
  private static double maskShare(Row row) {
    return row.real(row.has("mask_share_after") ? "mask_share_after" : "mask_share");
  }

  /** The epochs of a trial, first to last; none where they were not kept. */
  List<Point> of(String trial) {
    return points.getOrDefault(trial, List.of());
  }

  /** Every so many points that a drawing does not show more than it can, the last one included. */
  List<Point> thinned(String trial) {
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

  /** What a figure is in each trial's first and last epoch: {@code seed 0, 0.512 to 0.301; ...}. */
  String ends(List<Row> trials, ToDoubleFunction<Point> figure, double factor, int digits) {
    return trials.stream()
        .map(t -> "seed " + t.whole("seed") + ", " + ends(t, figure, factor, digits))
        .collect(Collectors.joining("; "));
  }

  /** The same of one trial; a dash where its epochs were not kept. */
  String ends(Row trial, ToDoubleFunction<Point> figure, double factor, int digits) {
    double[] values = values(of(trial.text("trial")), figure);
    return values.length == 0
        ? Digits.NONE
        : Digits.fixed(factor * values[0], digits)
            + " to "
            + Digits.fixed(factor * values[values.length - 1], digits);
  }

  /** A figure of points, in their order. */
  static double[] values(List<Point> points, ToDoubleFunction<Point> figure) {
    return points.stream().mapToDouble(figure).toArray();
  }
}
