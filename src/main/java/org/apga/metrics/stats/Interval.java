package org.apga.metrics.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apga.metrics.Summary;

/**
 * A confidence interval of a figure, at {@link #LEVEL}.
 *
 * @param low NaN if there is no interval
 * @param high NaN if there is no interval
 * @param exact whether it is the exact interval of a proportion, and not made of resamples or of a
 *     standard deviation
 */
public record Interval(double low, double high, boolean exact) {
  /** Confidence of every interval of a report. */
  public static final double LEVEL = 0.95;

  /** No interval: too few values, or values that do not differ. */
  public static final Interval NONE = new Interval(Double.NaN, Double.NaN);

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private static final double TAIL = (1 - LEVEL) / 2;

  /** How closely a quantile of the beta distribution is computed. */
  private static final double BETA_ACCURACY = 1e-12;

  /**
   * Values that differ by at most this differ by rounding alone; it is relative for values above 1.
   * It is absolute below, because figures are rates, areas and losses about 1, and a difference of
   * two figures has their rounding error, however small it is itself.
   */
  private static final double ROUNDING = 1e-12;

  /** The smallest share of defined resamples for which an interval is computed. */
  private static final double DEFINED = 0.95;

  /** An interval made of resamples or of a standard deviation. */
  public Interval(double low, double high) {
    this(low, high, false);
  }

  public boolean isKnown() {
    return !Double.isNaN(low);
  }

  /**
   * The exact interval of a proportion of {@code n} independent observations (Clopper and Pearson
   * 1934).
   *
   * @param share 0..1; share x n need not be a whole number (Korn and Graubard 1998)
   * @param n {@link #NONE} if there are none
   */
  static Interval exact(double share, int n) {
    if (n == 0 || Double.isNaN(share)) {
      return NONE;
    }
    double successes = alike(share, 0) ? 0 : alike(share, 1) ? n : share * n;
    double failures = n - successes;
    return new Interval(
        successes == 0 ? 0 : beta(successes, failures + 1, TAIL),
        failures == 0 ? 1 : beta(successes + 1, failures, 1 - TAIL),
        true);
  }

  private static double beta(double alpha, double beta, double share) {
    return new BetaDistribution(null, alpha, beta, BETA_ACCURACY)
        .inverseCumulativeProbability(share);
  }

  /**
   * The middle {@link #LEVEL} of a figure's resamples (percentile interval).
   *
   * @param replicates one value per resample, NaN if it is undefined
   */
  public static Interval percentiles(double[] replicates) {
    Ranks ranks = Ranks.of(replicates);
    return ranks.isEmpty() ? NONE : new Interval(ranks.quantile(TAIL), ranks.quantile(1 - TAIL));
  }

  /**
   * Student's interval of a mean: valid for any number of approximately normal values. {@link
   * #NONE} for fewer than two values or values that do not differ.
   */
  public static Interval student(Summary values) {
    boolean differ = !alike(values.mean(), values.mean() + values.sd());
    if (values.n() < 2 || Double.isNaN(values.sd()) || !differ) {
      return NONE;
    }
    double t =
        new TDistribution(null, values.n() - 1).inverseCumulativeProbability((1 + LEVEL) / 2);
    double half = t * values.sd() / Math.sqrt(values.n());
    return new Interval(values.mean() - half, values.mean() + half);
  }

  /**
   * The bias-corrected and accelerated bootstrap interval (Efron 1987): the percentiles of the
   * resamples, moved by the share of them below the estimate and by the skewness that leaving out
   * one unit at a time shows. {@link #NONE} if the resamples do not differ or the figure is
   * undefined in more than one of twenty.
   *
   * <p>Over fewer than about 20 units it is too narrow: see docs/decisions/0017.
   *
   * @param estimate the figure of all units
   * @param replicates its values in the resamples, NaN if it is undefined
   * @param jackknife its values without one unit each, NaN if it is undefined
   */
  public static Interval bca(double estimate, double[] replicates, double[] jackknife) {
    Ranks ranks = Ranks.of(replicates);
    if (Double.isNaN(estimate) || ranks.isEmpty()) {
      return NONE;
    }
    double bias = bias(estimate, ranks);
    double acceleration = acceleration(jackknife);
    double z = NORMAL.inverseCumulativeProbability((1 + LEVEL) / 2);
    return new Interval(
        ranks.quantile(share(-z, bias, acceleration)),
        ranks.quantile(share(z, bias, acceleration)));
  }

  /** The share of the resamples that lies below the end of the interval at {@code z}. */
  private static double share(double z, double bias, double acceleration) {
    double shifted = bias + z;
    double scale = 1 - acceleration * shifted;
    // Beyond the pole of the formula the end is the outermost resample.
    return scale <= 0 ? (z < 0 ? 0 : 1) : NORMAL.cumulativeProbability(bias + shifted / scale);
  }

  private static double bias(double estimate, Ranks ranks) {
    int count = ranks.values.length;
    // At least half a resample away from 0 and 1, whose normal quantiles are infinite.
    double share = Math.min(Math.max(ranks.below(estimate), 0.5), count - 0.5) / count;
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

  /**
   * The resamples of a figure by rank. Sorting all of them would take most of a report's time, so
   * they are grouped into bins, and only the bins with the requested ranks are sorted.
   */
  private static final class Ranks {
    private static final int BINS = 256;

    /** In order of their bins. */
    private final double[] values;

    private final double least;
    private final double scale;

    /** The number of values in the bins before each. */
    private final int[] before = new int[BINS + 1];

    private Ranks(double[] values, double least, double most) {
      this.values = new double[values.length];
      this.least = least;
      scale = BINS / (most - least);
      short[] bins = new short[values.length];
      for (int i = 0; i < values.length; i++) {
        bins[i] = (short) binOf(values[i]);
        before[bins[i] + 1]++;
      }
      for (int bin = 0; bin < BINS; bin++) {
        before[bin + 1] += before[bin];
      }
      int[] next = before.clone();
      for (int i = 0; i < values.length; i++) {
        this.values[next[bins[i]]++] = values[i];
      }
    }

    /**
     * The values that are not NaN; empty if too few are left or all are equal, because resamples
     * that never differ do not show how uncertain a figure is.
     */
    static Ranks of(double[] replicates) {
      double[] values = defined(replicates);
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        least = value < least ? value : least;
        most = value > most ? value : most;
      }
      boolean differ = values.length > 0 && !alike(least, most);
      return new Ranks(differ ? values : new double[0], least, most);
    }

    boolean isEmpty() {
      return values.length == 0;
    }

    /** Quantile, linear between neighbours (Hyndman and Fan's type 7). */
    double quantile(double share) {
      double place = share * (values.length - 1);
      int below = (int) Math.min(place, values.length - 2.0);
      double[] near = sorted(below, below + 1);
      return near[0] + (place - below) * (near[1] - near[0]);
    }

    /** The number of values below an estimate; those that differ by rounding alone count half. */
    double below(double estimate) {
      double most = Math.max(Math.abs(least), Math.abs(least + BINS / scale));
      double near = 2 * ROUNDING * Math.max(1, Math.max(most, Math.abs(estimate)));
      int first = binOf(estimate - near);
      int halves = 0;
      for (double value : in(first, binOf(estimate + near))) {
        halves += alike(value, estimate) ? 1 : value < estimate ? 2 : 0;
      }
      return before[first] + halves / 2.0;
    }

    /** The values of these ranks, from 0. */
    private double[] sorted(int from, int to) {
      int first = bin(from);
      double[] some = in(first, bin(to));
      Arrays.sort(some);
      return Arrays.copyOfRange(some, from - before[first], to + 1 - before[first]);
    }

    /** The values of these bins. */
    private double[] in(int first, int last) {
      return Arrays.copyOfRange(values, before[first], before[last + 1]);
    }

    /** Never decreases as values increase, so that bins are in the order of their values. */
    private int binOf(double value) {
      return Math.max(0, Math.min(BINS - 1, (int) ((value - least) * scale)));
    }

    private int bin(int rank) {
      int bin = 0;
      while (before[bin + 1] <= rank) {
        bin++;
      }
      return bin;
    }
  }

  /**
   * The resamples in which a figure is defined, in their order.
   *
   * @param replicates one value per resample, NaN if it is undefined
   * @return not to be changed; empty if fewer than 95 % or fewer than two are left, because the
   *     rest would be a biased selection
   */
  public static double[] defined(double[] replicates) {
    int count = 0;
    for (double value : replicates) {
      count += Double.isFinite(value) ? 1 : 0;
    }
    if (count < 2 || count < DEFINED * replicates.length) {
      return new double[0];
    }
    if (count == replicates.length) {
      return replicates;
    }
    double[] defined = new double[count];
    int next = 0;
    for (double value : replicates) {
      if (Double.isFinite(value)) {
        defined[next++] = value;
      }
    }
    return defined;
  }

  /** Whether two values differ by rounding alone. */
  static boolean alike(double one, double other) {
    return Math.abs(one - other)
        <= ROUNDING * Math.max(1, Math.max(Math.abs(one), Math.abs(other)));
  }
}
