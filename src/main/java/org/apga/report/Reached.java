package org.apga.report;

import java.util.EnumMap;
import java.util.Map;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;

/**
 * Figures of a cell's models on a subset of the test images, each model by itself and without
 * test-time augmentation.
 *
 * @param seeds number of seeds that are done
 * @param n number of images
 * @param positives number of abnormal images
 * @param patients number of patients
 * @param tooFew why there are no figures, or no gaps; empty if nothing is missing
 * @param figures means over the seeds; empty if there are too few images
 */
public record Reached(
    CellName cell,
    int seeds,
    int n,
    int positives,
    int patients,
    String tooFew,
    Map<Metric, Figure> figures) {

  /** Copies the figures. */
  public Reached {
    Map<Metric, Figure> copy = new EnumMap<>(Metric.class);
    copy.putAll(figures);
    figures = copy;
  }

  /**
   * A metric. A value that was not requested, or cannot be computed, is NaN.
   *
   * @param interval over patients; the models are not resampled
   * @param gap difference from the metric of the images that these are compared with
   * @param gapInterval over patients; the models are not resampled
   * @param p of the gap, two-sided: {@link org.apga.metrics.stats.SidePermutations}
   * @param holm p after Holm's correction
   * @param tests number of tests that were corrected for
   */
  public record Figure(
      double value,
      Interval interval,
      double gap,
      Interval gapInterval,
      double p,
      double holm,
      int tests) {
    static final Figure NONE =
        new Figure(Double.NaN, Interval.NONE, Double.NaN, Interval.NONE, Double.NaN, Double.NaN, 0);

    Figure corrected(double ofTest, double afterHolm, int among) {
      return new Figure(value, interval, gap, gapInterval, ofTest, afterHolm, among);
    }
  }

  /** The figure of a metric; all NaN if there is none. */
  public Figure figure(Metric metric) {
    return figures.getOrDefault(metric, Figure.NONE);
  }

  Reached with(Metric metric, Figure figure) {
    Map<Metric, Figure> other = new EnumMap<>(figures);
    other.put(metric, figure);
    return new Reached(cell, seeds, n, positives, patients, tooFew, other);
  }
}
