package org.apga.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.DoubleStream;

/**
 * Mean and standard deviation of several values, such as a metric over seeds; NaN if a value is
 * NaN.
 *
 * @param n number of values
 * @param mean NaN if n = 0
 * @param sd sample standard deviation (divided by n - 1); NaN if n &lt; 2
 */
public record Summary(int n, double mean, double sd) {
  public static Summary of(Collection<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Summarises the finite values and ignores the others. */
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
