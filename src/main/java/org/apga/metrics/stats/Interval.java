package org.apga.metrics.stats;

import java.util.Arrays;

/**
 * Where a figure lies with the confidence {@link #LEVEL}.
 *
 * @param low NaN where there is no interval
 * @param high NaN where there is no interval
 */
public record Interval(double low, double high) {
  /** Confidence of every interval of a report. */
  public static final double LEVEL = 0.95;

  /** No interval: too few values, or values that do not differ. */
  public static final Interval NONE = new Interval(Double.NaN, Double.NaN);

  private static final double TAIL = (1 - LEVEL) / 2;

  /**
   * Values that differ by less differ by rounding alone; as a share of their size where they are
   * larger than 1. Figures are rates, areas and losses about 1 and their differences, whose
   * rounding is that of the figures, however small the difference.
   */
  private static final double ROUNDING = 1e-12;

  /** Least share of resamples in which a figure must be defined for an interval to be given. */
  private static final double DEFINED = 0.95;

  /** Whether there is one. */
  public boolean isKnown() {
    return !Double.isNaN(low);
  }

  /** Whether {@code value} lies within, ends included. */
  public boolean holds(double value) {
    return low <= value && value <= high;
  }

  /**
   * The middle {@link #LEVEL} of a figure's resamples (percentile interval).
   *
   * @param replicates a value a resample, NaN where it is undefined
   */
  public static Interval percentiles(double[] replicates) {
    double[] sorted = sortedOrEmpty(replicates);
    return sorted.length == 0
        ? NONE
        : new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL));
  }

  /**
   * The values that are no NaN, ascending; nothing where too few of them are left or all are equal:
   * resamples that never differ say nothing of how sure a figure is.
   */
  static double[] sortedOrEmpty(double[] replicates) {
    double[] sorted = defined(replicates);
    Arrays.sort(sorted);
    return sorted.length == 0 || alike(sorted[0], sorted[sorted.length - 1])
        ? new double[0]
        : sorted;
  }

  /**
   * The resamples in which a figure is defined, in their order.
   *
   * @param replicates a value a resample, NaN where it is undefined
   * @return none where fewer than 95 % are left, or fewer than two: the rest would be a choice
   */
  public static double[] defined(double[] replicates) {
    double[] defined = Arrays.stream(replicates).filter(Double::isFinite).toArray();
    boolean few = defined.length < 2 || defined.length < DEFINED * replicates.length;
    return few ? new double[0] : defined;
  }

  /** Whether two values differ by rounding alone. */
  static boolean alike(double one, double other) {
    return Math.abs(one - other)
        <= ROUNDING * Math.max(1, Math.max(Math.abs(one), Math.abs(other)));
  }

  /** Quantile of sorted values, linear between neighbours (Hyndman and Fan's type 7). */
  static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.min(place, sorted.length - 2.0);
    return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
  }
}
