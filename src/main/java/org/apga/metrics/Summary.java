package org.apga.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.DoubleStream;

/**
 * Several values of one number, such as a metric over seeds. A NaN among them makes mean and sd
 * NaN.
 *
 * @param n values
 * @param mean NaN where n = 0
 * @param sd sample standard deviation (divided by n - 1); NaN where n &lt; 2
 */
public record Summary(int n, double mean, double sd) {
  public static Summary of(Collection<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Sums up the values that are defined: no NaN among them takes the others with it. */
  public static Summary ofDefined(DoubleStream values) {
    return of(values.filter(Double::isFinite).toArray());
  }

  public static Summary of(double... values) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Summary(n, mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)));
  }
}
