package org.apga.metrics.stats;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.ScoreSheet;

/** What became of one network's metrics in every resample of its patients. */
public final class Replicates {
  /** So many weightings of patients at once. */
  static final int BLOCK = 64;

  private final ClassificationMetrics estimate;
  private final double[][] values;
  private final double[][] jackknife;

  /**
   * @param values a row a {@link Metric}, a value a resample
   */
  Replicates(ScoreSheet sheet, int patients, double[][] values) {
    this.values = values;
    double[][] weights = new double[patients][BLOCK];
    for (double[] ofPatient : weights) {
      Arrays.fill(ofPatient, 1);
    }
    this.estimate = sheet.metrics(weights, 1)[0];
    int[] own = sheet.patients();
    this.jackknife = new double[Metric.values().length][own.length];
    for (int from = 0; from < own.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, own.length);
      for (int i = from; i < to; i++) {
        weights[own[i]][i - from] = 0;
      }
      sheet.put(weights, to - from, jackknife, from);
      for (int i = from; i < to; i++) {
        weights[own[i]][i - from] = 1;
      }
    }
  }

  /** The metrics themselves. */
  public ClassificationMetrics estimate() {
    return estimate;
  }

  public int patients() {
    return jackknife[0].length;
  }

  /** A metric's value in every resample, NaN where it is undefined. */
  public double[] of(Metric metric) {
    return values[metric.ordinal()].clone();
  }

  /** A metric without one patient each, of those who have scores; NaN where it is undefined. */
  double[] jackknife(Metric metric) {
    return jackknife[metric.ordinal()];
  }

  /** The intervals of the metrics that are shown of so many classes. */
  public Map<Metric, Interval> intervals() {
    Map<Metric, Interval> intervals = new EnumMap<>(Metric.class);
    Metric.of(estimate.classes(), true).forEach(metric -> intervals.put(metric, interval(metric)));
    return intervals;
  }

  /**
   * A metric's interval: BCa; for the calibration error the reversed percentiles of its square.
   *
   * <p>The calibration error is a sum of absolute values: noise only ever adds to it, in the
   * estimate once and in a resample twice, so that percentiles and BCa lie above the truth
   * (docs/decisions/0017). Squares add up, hence twice the estimate's less the resample's is free
   * of it.
   */
  public Interval interval(Metric metric) {
    double[] replicates = values[metric.ordinal()];
    if (metric != Metric.ECE) {
      return Interval.bca(metric.of(estimate), replicates, jackknife[metric.ordinal()]);
    }
    Interval percentiles = Interval.percentiles(replicates);
    double twice = 2 * estimate.ece() * estimate.ece();
    return percentiles.isKnown()
        ? new Interval(root(twice, percentiles.high()), root(twice, percentiles.low()))
        : Interval.NONE;
  }

  private static double root(double twice, double end) {
    return Math.sqrt(Math.max(0, twice - end * end));
  }
}
