package org.apga.metrics.stats;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.ScoreSheet;

/** One network's metrics in every resample of its patients. */
public final class Replicates {
  /** The number of weightings of patients that are computed at once. */
  static final int BLOCK = 64;

  /** Shares of scores: the metrics that have an exact interval. */
  private static final Set<Metric> PROPORTIONS =
      Set.of(Metric.ACCURACY, Metric.SENSITIVITY, Metric.SPECIFICITY);

  private final ScoreSheet sheet;
  private final int all;
  private final ClassificationMetrics estimate;
  private final double[][] values;
  private final double[][] jackknife;

  /**
   * @param values rows as {@link ScoreSheet#put} writes them, one value per resample
   */
  Replicates(ScoreSheet sheet, int patients, double[][] values) {
    this.sheet = sheet;
    this.all = patients;
    this.values = values;
    this.estimate = sheet.metrics(weights(1), 1)[0];
    this.jackknife = each(1, 0);
  }

  private double[][] weights(double each) {
    double[][] weights = new double[all][BLOCK];
    for (double[] ofPatient : weights) {
      Arrays.fill(ofPatient, each);
    }
    return weights;
  }

  /**
   * The metrics if one patient has the weight {@code own} and each of the others {@code rest}.
   *
   * @return rows as {@link ScoreSheet#put} writes them, one value for each patient who has scores
   */
  private double[][] each(double rest, double own) {
    double[][] weights = weights(rest);
    int[] patients = sheet.patients();
    double[][] figures = new double[sheet.rows()][patients.length];
    for (int from = 0; from < patients.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, patients.length);
      for (int i = from; i < to; i++) {
        weights[patients[i]][i - from] = own;
      }
      sheet.put(weights, to - from, figures, from);
      for (int i = from; i < to; i++) {
        weights[patients[i]][i - from] = rest;
      }
    }
    return figures;
  }

  /** The metrics themselves. */
  public ClassificationMetrics estimate() {
    return estimate;
  }

  public int patients() {
    return jackknife[0].length;
  }

  /** A metric's value in every resample, NaN if it is undefined. */
  public double[] of(Metric metric) {
    return values[metric.ordinal()].clone();
  }

  /** A metric with its values in every resample. */
  public Resampled resampled(Metric metric) {
    return resampled(metric.of(estimate), metric.ordinal(), PROPORTIONS.contains(metric));
  }

  /** Whether {@link #share} is known: for 3 to 16 classes. */
  public boolean hasShares() {
    return values.length > Metric.values().length;
  }

  /** The share of class {@code truth} that is called {@code called}, in every resample. */
  public Resampled share(int truth, int called) {
    List<Integer> calls = estimate.confusion().get(truth);
    double all = calls.stream().mapToInt(Integer::intValue).sum();
    int row = Metric.values().length + truth * estimate.classes() + called;
    return resampled(all == 0 ? Double.NaN : calls.get(called) / all, row, true);
  }

  private Resampled resampled(double figure, int row, boolean proportion) {
    double[] replicates = values[row].clone();
    boolean constant = proportion && !Resampled.differ(figure, replicates);
    return new Resampled(figure, replicates, constant ? contributing(row) : 0);
  }

  /**
   * The number of patients who contribute to a proportion: those whose images alone define it, such
   * as patients with an abnormal image for sensitivity.
   */
  private int contributing(int row) {
    return (int) Arrays.stream(each(0, 1)[row]).filter(Double::isFinite).count();
  }

  /** A metric without one patient, for each patient who has scores; NaN if it is undefined. */
  double[] jackknife(Metric metric) {
    return jackknife[metric.ordinal()];
  }

  /** The intervals of the metrics that are shown for this number of classes. */
  public Map<Metric, Interval> intervals() {
    Map<Metric, Interval> intervals = new EnumMap<>(Metric.class);
    Metric.of(estimate.classes(), true).forEach(metric -> intervals.put(metric, interval(metric)));
    return intervals;
  }

  /**
   * A metric's interval: BCa; for the calibration error, the reversed percentiles of its square;
   * for a proportion that is the same in all resamples, the exact one ({@link Resampled#orExact}).
   *
   * <p>The calibration error is a sum of absolute values, so noise can only increase it: once in
   * the estimate and twice in a resample. Percentiles and BCa therefore lie above the true value
   * (docs/decisions/0017). Squares add up, so twice the estimate's square minus the resample's is
   * free of this bias.
   */
  public Interval interval(Metric metric) {
    if (metric != Metric.ECE) {
      Resampled of = resampled(metric);
      return of.orExact(Interval.bca(of.estimate(), of.values(), jackknife[metric.ordinal()]));
    }
    Interval percentiles = Interval.percentiles(values[metric.ordinal()]);
    double twice = 2 * estimate.ece() * estimate.ece();
    return percentiles.isKnown()
        ? new Interval(root(twice, percentiles.high()), root(twice, percentiles.low()))
        : Interval.NONE;
  }

  private static double root(double twice, double end) {
    return Math.sqrt(Math.max(0, twice - end * end));
  }
}
