package org.apga.verify;

import java.util.Map;
import java.util.Objects;

/**
 * How far a computed number is from the expected one.
 *
 * @param path of the number in the case's {@code expected}
 */
public record Difference(String path, double expected, double computed) {

  /** Absolute; infinite where only one of the two is a number. */
  public double size() {
    if (Double.isNaN(expected) && Double.isNaN(computed)) {
      return 0;
    }
    double difference = Math.abs(computed - expected);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  /** The largest of all numbers in {@code expected}, each of which must have been computed. */
  static Difference largest(Map<String, Double> expected, Map<String, Double> computed) {
    Difference largest = null;
    for (Map.Entry<String, Double> entry : expected.entrySet()) {
      Difference one =
          new Difference(
              entry.getKey(),
              entry.getValue(),
              Objects.requireNonNull(computed.get(entry.getKey()), entry.getKey()));
      if (largest == null || one.size() > largest.size()) {
        largest = one;
      }
    }
    return Objects.requireNonNull(largest);
  }
}
