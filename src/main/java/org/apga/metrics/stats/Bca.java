package org.apga.metrics.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The bias-corrected and accelerated bootstrap interval (Efron 1987): the percentiles of the
 * resamples, moved by the share of them below the estimate and by the skewness that leaving out one
 * unit at a time shows.
 *
 * <p>Over fewer than about 20 units it is too narrow: see docs/decisions/0017.
 */
public final class Bca {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private Bca() {}

  /**
   * The interval; {@link Interval#NONE} where the resamples do not differ or the figure is
   * undefined in more than one of twenty.
   *
   * @param estimate the figure of all units
   * @param replicates its values in the resamples, NaN where it is undefined
   * @param jackknife its values without one unit each, NaN where it is undefined
   */
  public static Interval interval(double estimate, double[] replicates, double[] jackknife) {
    double[] sorted = Interval.sortedOrEmpty(replicates);
    if (Double.isNaN(estimate) || sorted.length == 0) {
      return Interval.NONE;
    }
    double bias = bias(estimate, sorted);
    double acceleration = acceleration(jackknife);
    double z = NORMAL.inverseCumulativeProbability((1 + Interval.LEVEL) / 2);
    return new Interval(
        Interval.quantile(sorted, share(-z, bias, acceleration)),
        Interval.quantile(sorted, share(z, bias, acceleration)));
  }

  /** Which share of the resamples lies below the end of the interval at {@code z}. */
  private static double share(double z, double bias, double acceleration) {
    double shifted = bias + z;
    double scale = 1 - acceleration * shifted;
    // Beyond the pole of the formula the end is the outermost resample.
    return scale <= 0 ? (z < 0 ? 0 : 1) : NORMAL.cumulativeProbability(bias + shifted / scale);
  }

  private static double bias(double estimate, double[] sorted) {
    double below = 0;
    for (double value : sorted) {
      below += Interval.alike(value, estimate) ? 0.5 : value < estimate ? 1 : 0;
    }
    // Half a resample away from certainty, where the normal quantile is infinite.
    double share = Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length;
    return NORMAL.inverseCumulativeProbability(share);
  }

  private static double acceleration(double[] jackknife) {
    double[] defined = Arrays.stream(jackknife).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(defined).average().orElse(0);
    double squares = 0;
    double cubes = 0;
    for (double value : defined) {
      double away = mean - value;
      squares += away * away;
      cubes += away * away * away;
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }
}
