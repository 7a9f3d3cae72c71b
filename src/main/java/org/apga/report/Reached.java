package org.apga.report;

import java.util.EnumMap;
import java.util.Map;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;

/**
 * What a cell's models reach on some of the test images, each by itself and without test-time
 * augmentation.
 *
 * @param seeds that are done
 * @param n images
 * @param positives of them abnormal
 * @param patients they are of
 * @param tooFew why there are no figures, or no gaps; empty where nothing is missing
 * @param figures means over the seeds; none where the images are too few
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
   * A metric. What was not asked, or cannot be told, is NaN.
   *
   * @param interval over patients, with the models as they are
   * @param gap to the metric of the images that these are compared with
   * @param gapInterval over patients, with the models as they are
   * @param p of the gap, two-sided: {@link org.apga.metrics.stats.SidePermutations}
   * @param holm p after Holm's correction
   * @param tests that were corrected for
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

  /** NaN throughout where there is none. */
  public Figure figure(Metric metric) {
    return figures.getOrDefault(metric, Figure.NONE);
  }

  Reached with(Metric metric, Figure figure) {
    Map<Metric, Figure> other = new EnumMap<>(figures);
    other.put(metric, figure);
    return new Reached(cell, seeds, n, positives, patients, tooFew, other);
  }
}
