package org.apga.metrics.stats;

import java.util.concurrent.atomic.AtomicReference;
import org.apga.metrics.Summary;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Resamples of seeds, drawn with replacement. As many seeds are always drawn alike, so that what
 * compares two figures, or sums up several parts, keeps a seed's values together.
 */
public final class SeedBootstrap {
  /** Thousands of comparisons are of as many seeds: they share the draws of the last one. */
  private static final AtomicReference<@Nullable SeedBootstrap> LAST = new AtomicReference<>();

  private final int seeds;
  private final Resampling resampling;
  private final int[][] draws;

  private interface Values {
    double at(int seed, int resample);
  }

  /** Draws {@code seeds} of as many, for every resample. */
  public static SeedBootstrap of(int seeds, Resampling resampling) {
    SeedBootstrap last = LAST.get();
    if (last == null || last.seeds != seeds || !last.resampling.equals(resampling)) {
      last = new SeedBootstrap(seeds, resampling);
      LAST.set(last);
    }
    return last;
  }

  private SeedBootstrap(int seeds, Resampling resampling) {
    this.seeds = seeds;
    this.resampling = resampling;
    draws = new int[resampling.resamples()][seeds];
    for (int resample = 0; resample < draws.length; resample++) {
      RandomStream stream =
          RandomStream.of(resampling.seed(), Purpose.SEED_BOOTSTRAP, seeds, resample);
      for (int i = 0; i < seeds; i++) {
        draws[resample][i] = stream.nextInt(seeds);
      }
    }
  }

  /** The mean of each resample of one value a seed. */
  public double[] means(double[] values) {
    return means((seed, resample) -> values[seed]);
  }

  /**
   * Two levels at once: the mean over the drawn seeds of their values among the drawn patients.
   *
   * @param replicates a row a seed, a value a resample of patients
   */
  public double[] means(double[][] replicates) {
    return means((seed, resample) -> replicates[seed][resample]);
  }

  private double[] means(Values values) {
    double[] means = new double[draws.length];
    for (int resample = 0; resample < draws.length; resample++) {
      double sum = 0;
      for (int seed : draws[resample]) {
        sum += values.at(seed, resample);
      }
      means[resample] = sum / draws[resample].length;
    }
    return means;
  }

  /** The BCa interval of the mean of one value a seed; none for fewer than two. */
  public Interval bca(double[] values) {
    if (values.length < 2) {
      return Interval.NONE;
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double[] jackknife = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      jackknife[i] = (sum - values[i]) / (values.length - 1);
    }
    return Interval.bca(Summary.of(values).mean(), means(values), jackknife);
  }
}
