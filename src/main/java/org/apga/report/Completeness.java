package org.apga.report;

/**
 * How much of what was planned is there.
 *
 * @param expected planned
 * @param done completed
 * @param failed failed, or skipped because something failed
 */
public record Completeness(long expected, long done, long failed) {
  /** Neither done nor failed: not started, stopped, or gone. */
  public long missing() {
    return expected - done - failed;
  }

  Completeness plus(Completeness other) {
    return new Completeness(expected + other.expected, done + other.done, failed + other.failed);
  }

  /** Whether a figure is over a part of what was planned. */
  public boolean isPartial() {
    return done < expected;
  }
}
