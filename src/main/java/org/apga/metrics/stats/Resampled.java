package org.apga.metrics.stats;

import java.util.Arrays;
import java.util.List;

/**
 * A figure of one network, and its values in every resample of the patients.
 *
 * @param estimate the figure itself
 * @param values one value per resample, NaN if it is undefined; empty if they are not known
 * @param patients number of patients who contribute to a proportion, if no resample differs from
 *     it; otherwise 0, also for a figure that is not a proportion
 */
public record Resampled(double estimate, double[] values, int patients) {
  /** An unknown figure. */
  public static final Resampled NONE = new Resampled(Double.NaN, new double[0], 0);

  /**
   * This figure minus another of the same resamples; without values if one of them has none. The
   * difference is not a proportion.
   */
  public Resampled minus(Resampled other) {
    double[] differences = new double[values.length == other.values.length ? values.length : 0];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = values[i] - other.values[i];
    }
    return new Resampled(estimate - other.estimate, differences, 0);
  }

  /**
   * The given interval, or the exact one if this is a proportion that is the same in all resamples,
   * as when all images are called right: such resamples do not show how uncertain it is.
   *
   * <p>The exact interval counts each patient once. A patient's images are alike, so the effective
   * number of observations is the number of images divided by the design effect, which cannot be
   * estimated from images that all agree. The number of patients is the conservative choice: exact
   * if a patient's images are always called alike, otherwise the interval is wider than needed. It
   * assumes that patients with many images are no harder than patients with few.
   */
  Interval orExact(Interval interval) {
    return interval.isKnown() || differ(estimate, values)
        ? interval
        : Interval.exact(estimate, patients);
  }

  /** Whether a figure has another value in some resample that defines it. */
  static boolean differ(double estimate, double[] values) {
    return Arrays.stream(values)
        .anyMatch(value -> Double.isFinite(value) && !Interval.alike(value, estimate));
  }

  /**
   * The interval over seeds and patients of the mean over seeds: percentiles of {@link
   * SeedBootstrap#means(double[][])}, or exact.
   *
   * @param seeds one figure per seed, all from the same draws of patients
   * @return {@link Interval#NONE} if there are no seeds, or the values of one are not known
   */
  public static Interval overSeeds(List<Resampled> seeds, Resampling resampling) {
    double[][] bySeed = seeds.stream().map(Resampled::values).toArray(double[][]::new);
    if (bySeed.length == 0 || Arrays.stream(bySeed).anyMatch(values -> values.length == 0)) {
      return Interval.NONE;
    }
    double[] means = SeedBootstrap.of(bySeed.length, resampling).means(bySeed);
    double mean = seeds.stream().mapToDouble(Resampled::estimate).average().orElse(Double.NaN);
    int patients = seeds.stream().mapToInt(Resampled::patients).min().orElse(0);
    return new Resampled(mean, means, patients).orExact(Interval.percentiles(means));
  }
}
