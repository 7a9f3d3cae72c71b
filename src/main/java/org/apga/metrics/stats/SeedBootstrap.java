package org.apga.metrics.stats;

import java.util.concurrent.atomic.AtomicReference;
import org.apga.metrics.Summary;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Resamples of seeds, drawn with replacement. The same number of seeds always gives the same draws,
 * so that comparisons of two figures, and means over several parts, keep a seed's values together.
 */
public final class SeedBootstrap {
  /** The last draws, which thousands of comparisons with the same number of seeds share. */
  private static final AtomicReference<@Nullable SeedBootstrap> LAST = new AtomicReference<>();

  private final int seeds;
  private final Resampling resampling;
  private final int[][] draws;

  private interface Values {
    double at(int seed, int resample);
  }

  /** Draws {@code seeds} out of {@code seeds} for every resample. */
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

  /** The mean of each resample, from one value per seed. */
  public double[] means(double[] values) {
    return means((seed, resample) -> values[seed]);
  }

  /**
   * Both levels at once: the mean, over the drawn seeds, of their values on the drawn patients.
   *
   * @param replicates one row per seed, one value per resample of patients
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

  /** The BCa interval of the mean of one value per seed; none for fewer than two seeds. */
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
