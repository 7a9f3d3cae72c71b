package org.apga.metrics.stats;

import java.util.Arrays;
import org.apga.metrics.PairedDeltas;

/**
 * Compares one arm with another over their common seeds.
 *
 * @param deltas first minus second, by seed
 * @param student Student's interval of the mean over seeds
 * @param bca the same by BCa bootstrap: too narrow below about 20 seeds (docs/decisions/0017)
 * @param twoLevel interval over seeds and patients; none if predictions are missing
 * @param better share of the two-level resamples in which the first is better, ties counting half;
 *     NaN if it is undefined in too many of them
 * @param signs permutation test of the mean
 */
public record PairedComparison(
    PairedDeltas deltas,
    Interval student,
    Interval bca,
    Interval twoLevel,
    double better,
    SignFlips signs) {

  /**
   * @param replicates the deltas in every resample of patients, one row per seed in the order of
   *     the deltas; a row is empty if they are not known
   */
  public static PairedComparison of(
      PairedDeltas deltas, double[][] replicates, Resampling resampling) {
    double[] values = deltas.deltas().stream().mapToDouble(Double::doubleValue).toArray();
    SeedBootstrap seeds = SeedBootstrap.of(values.length, resampling);
    boolean known =
        values.length > 0
            && Arrays.stream(replicates).allMatch(row -> row.length == resampling.resamples());
    double[] both = known ? seeds.means(replicates) : new double[0];
    return new PairedComparison(
        deltas,
        Interval.student(deltas.summary()),
        seeds.bca(values),
        Interval.percentiles(both),
        better(both),
        SignFlips.of(values, resampling));
  }

  private static double better(double[] differences) {
    return Arrays.stream(Interval.defined(differences))
        .map(d -> Interval.alike(d, 0) ? 0.5 : d > 0 ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }
}
