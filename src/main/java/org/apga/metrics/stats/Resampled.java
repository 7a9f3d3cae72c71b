package org.apga.metrics.stats;

import java.util.Arrays;
import java.util.List;

/**
 * A figure of one network, and its values in every resample of the patients.
 *
 * @param estimate the figure itself
 * @param values a value a resample, NaN where it is undefined; none if they are not known
 * @param patients whom a proportion is about, if no resample differs from it; otherwise 0, as for a
 *     figure that is no proportion
 */
public record Resampled(double estimate, double[] values, int patients) {
  /** A figure of which nothing is known. */
  public static final Resampled NONE = new Resampled(Double.NaN, new double[0], 0);

  /**
   * This figure minus another of the same resamples; without values if one of them has none. It is
   * no proportion.
   */
  public Resampled minus(Resampled other) {
    double[] differences = new double[values.length == other.values.length ? values.length : 0];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = values[i] - other.values[i];
    }
    return new Resampled(estimate - other.estimate, differences, 0);
  }

  /**
   * An interval, or the exact one instead if this is a proportion none of whose resamples differs
   * from it, as if all images are called right: resamples then say nothing of how sure it is.
   *
   * <p>The exact interval counts each patient once. A patient's images are alike, so the effective
   * number of observations is the number of images divided by the design effect, which cannot be
   * estimated from images that all agree. The number of patients is the conservative choice: right
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
   * The interval of the mean over seeds, over seeds and patients: percentiles of {@link
   * SeedBootstrap#means(double[][])}, or exact.
   *
   * @param seeds a figure a seed, all of the same draws of patients
   * @return none if there are no seeds, or the values of one are not known
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
