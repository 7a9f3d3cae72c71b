package org.apga.metrics.stats;

import java.util.List;
import org.apga.metrics.Metric;

/**
 * The mean of a metric over networks that scored the same images. It applies to these networks, not
 * to others that could have been trained.
 *
 * @param estimate NaN if the images do not define the metric
 * @param replicates one value per resample of the patients, NaN if it is undefined
 * @param interval BCa over patients; exact for a rate whose resamples do not differ
 */
public record MeanMetric(double estimate, double[] replicates, Interval interval) {
  /**
   * @param networks resampled with the same draws, one or more
   */
  public static MeanMetric of(List<Replicates> networks, Metric metric) {
    double estimate =
        networks.stream().mapToDouble(one -> metric.of(one.estimate())).sum() / networks.size();
    double[] replicates = mean(networks.stream().map(one -> one.of(metric)).toList());
    double[] jackknife = mean(networks.stream().map(one -> one.jackknife(metric)).toList());
    int patients =
        networks.stream().mapToInt(one -> one.resampled(metric).patients()).min().orElse(0);
    return new MeanMetric(
        estimate,
        replicates,
        new Resampled(estimate, replicates, patients)
            .orExact(Interval.bca(estimate, replicates, jackknife)));
  }

  private static double[] mean(List<double[]> rows) {
    double[] mean = new double[rows.get(0).length];
    for (double[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / rows.size();
      }
    }
    return mean;
  }

  /**
   * The interval of this minus another that was resampled with the same draws: percentiles, which
   * cover differences better than BCa does (docs/decisions/0035).
   */
  public Interval minus(MeanMetric other) {
    double[] difference = new double[replicates.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = replicates[i] - other.replicates[i];
    }
    return Interval.percentiles(difference);
  }
}
