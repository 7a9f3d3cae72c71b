package org.apga.metrics.stats;

import java.util.Arrays;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * The two-sided permutation test of the mean of paired differences: the share of all ways to flip
 * their signs whose mean is at least as far from zero. Its only assumption is that, without an
 * effect, both signs of a difference are equally likely.
 *
 * @param p NaN if there are no differences
 * @param exact whether all ways were tried, instead of a random sample of them
 */
public record SignFlips(double p, boolean exact) {
  /** A million ways take milliseconds. */
  static final int MOST_FOR_ALL_WAYS = 20;

  /**
   * Sums that differ by less than this share of the sum of sizes are ties: only rounding differs.
   */
  private static final double TIE = 1e-9;

  public static SignFlips of(double[] differences, Resampling resampling) {
    if (differences.length == 0) {
      return new SignFlips(Double.NaN, true);
    }
    return differences.length <= MOST_FOR_ALL_WAYS
        ? new SignFlips(allWays(differences), true)
        : new SignFlips(someWays(differences, resampling), false);
  }

  /**
   * Wilcoxon's signed rank test, exact also with ties: the same test on the ranks of the
   * differences that are not zero.
   *
   * @param differences at most 20 of them
   */
  public static SignFlips ofRanks(double[] differences, Resampling resampling) {
    double[] changed = Arrays.stream(differences).filter(d -> !Interval.alike(d, 0)).toArray();
    double[] ranks = new double[changed.length];
    for (int i = 0; i < changed.length; i++) {
      double size = Math.abs(changed[i]);
      double level = Arrays.stream(changed).filter(d -> Interval.alike(Math.abs(d), size)).count();
      double notAbove =
          Arrays.stream(changed)
              .filter(d -> Math.abs(d) < size || Interval.alike(Math.abs(d), size))
              .count();
      ranks[i] = Math.signum(changed[i]) * (notAbove - (level - 1) / 2);
    }
    return differences.length > 0 && changed.length == 0
        ? new SignFlips(1, true)
        : of(ranks, resampling);
  }

  private static double allWays(double[] differences) {
    double sum = Arrays.stream(differences).sum();
    double least = Math.abs(sum) - TIE * size(differences);
    double[] now = differences.clone();
    long far = 0;
    // The last sign is never flipped, because the other half of the ways mirrors this one. In the
    // order of a Gray code, each way differs from the previous one in one sign.
    long ways = 1L << (differences.length - 1);
    for (long way = 1; way <= ways; way++) {
      far += Math.abs(sum) >= least ? 1 : 0;
      int flipped = Long.numberOfTrailingZeros(way);
      if (way < ways) {
        sum -= 2 * now[flipped];
        now[flipped] = -now[flipped];
      }
    }
    return (double) far / ways;
  }

  private static double someWays(double[] differences, Resampling resampling) {
    double least = Math.abs(Arrays.stream(differences).sum()) - TIE * size(differences);
    RandomStream stream = RandomStream.of(resampling.seed(), Purpose.SIGN_FLIPS);
    // The observed signs count as one way, so that no p is 0 (Phipson and Smyth 2010).
    int far = 1;
    for (int way = 0; way < resampling.resamples(); way++) {
      double sum = 0;
      for (double difference : differences) {
        sum += stream.nextLong() < 0 ? -difference : difference;
      }
      far += Math.abs(sum) >= least ? 1 : 0;
    }
    return far / (resampling.resamples() + 1.0);
  }

  private static double size(double[] differences) {
    return Arrays.stream(differences).map(Math::abs).sum();
  }
}
