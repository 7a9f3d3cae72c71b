package org.apga.verify;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apga.engine.Engine;
import org.apga.engine.Precision;

/**
 * The result of verifying a case.
 *
 * @param values number of values that were compared
 * @param largest largest difference of the computed numbers from the expected ones, in double
 *     precision
 * @param inOther largest difference of the other precision from double precision, over the first
 *     batch's numbers and those of the networks right after it
 */
public record Verdict(String name, int values, Difference largest, Difference inOther) {
  /**
   * Recomputes a case in double precision, and its first step in another precision.
   *
   * @param other such as single precision
   * @param engines opens an engine that computes in a precision
   */
  public static Verdict of(
      ParityCase parity, Precision other, Function<Precision, Engine> engines) {
    Recomputation.Numbers numbers;
    try (Engine engine = engines.apply(Precision.DOUBLE)) {
      numbers = Recomputation.whole(parity, engine);
    }
    try (Engine engine = engines.apply(other)) {
      return new Verdict(
          parity.name(),
          parity.expected().size(),
          Difference.largest(parity.expected(), numbers.all()),
          Difference.largest(numbers.afterOneStep(), Recomputation.oneStep(parity, engine)));
    }
  }

  /** Returns whether every number is within {@code tolerance} of the expected one. */
  public boolean within(double tolerance) {
    return largest.size() <= tolerance;
  }

  /**
   * How far a computed number is from the expected one.
   *
   * @param path path of the number in the case's {@code expected}
   */
  public record Difference(String path, double expected, double computed) {
    /** Returns the absolute difference; infinite if only one of the two is a number. */
    public double size() {
      if (Double.isNaN(expected) && Double.isNaN(computed)) {
        return 0;
      }
      double difference = Math.abs(computed - expected);
      return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    /**
     * Returns the largest difference of all numbers in {@code expected}, each of which must have
     * been computed.
     */
    static Difference largest(Map<String, Double> expected, Map<String, Double> computed) {
      return expected.entrySet().stream()
          .map(
              number ->
                  new Difference(
                      number.getKey(),
                      number.getValue(),
                      Objects.requireNonNull(computed.get(number.getKey()), number.getKey())))
          .reduce((largest, one) -> one.size() > largest.size() ? one : largest)
          .orElseThrow();
    }
  }
}
