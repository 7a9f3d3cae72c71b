package org.apga.metrics.stats;

import org.apache.commons.math3.distribution.TDistribution;
import org.apga.metrics.Summary;

/** Student's interval of a mean: right for any number of seeds whose values are about normal. */
public final class StudentT {
  private StudentT() {}

  /** The interval; {@link Interval#NONE} for fewer than two values or values that do not differ. */
  public static Interval interval(Summary values) {
    boolean differ = !Interval.alike(values.mean(), values.mean() + values.sd());
    if (values.n() < 2 || Double.isNaN(values.sd()) || !differ) {
      return Interval.NONE;
    }
    double t =
        new TDistribution(null, values.n() - 1)
            .inverseCumulativeProbability((1 + Interval.LEVEL) / 2);
    double half = t * values.sd() / Math.sqrt(values.n());
    return new Interval(values.mean() - half, values.mean() + half);
  }
}
