package org.apga.metrics.stats;

/**
 * The smallest p that a paired test over a number of seeds can reach: with n seeds, the two ways
 * with n equal signs are the most extreme of 2^n, so that no p is below 2 / 2^n.
 */
public final class ReachableP {
  /** A p below this is reported as a finding. */
  public static final double ALPHA = 0.05;

  private ReachableP() {}

  /**
   * The smallest p with {@code seeds} seeds, after Holm's correction for {@code tests} tests.
   *
   * @return NaN without seeds
   */
  public static double of(long seeds, long tests, Resampling resampling) {
    if (seeds == 0) {
      return Double.NaN;
    }
    double one =
        seeds > SignFlips.MOST_FOR_ALL_WAYS
            ? 1 / (resampling.resamples() + 1.0)
            : Math.pow(2, 1.0 - seeds);
    return Math.min(1, tests * one);
  }

  /** The fewest seeds that can reach {@link #ALPHA} in one of {@code tests} tests. */
  public static int seedsFor(long tests) {
    int seeds = 1;
    while (tests * Math.pow(2, 1.0 - seeds) > ALPHA) {
      seeds++;
    }
    return seeds;
  }
}
