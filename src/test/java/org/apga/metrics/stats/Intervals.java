package org.apga.metrics.stats;

/** Checks of intervals for tests. */
public final class Intervals {
  private Intervals() {}

  /** Whether {@code value} lies within, ends included. */
  public static boolean holds(Interval interval, double value) {
    return interval.low() <= value && value <= interval.high();
  }
}
