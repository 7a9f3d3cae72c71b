package org.apga.report;

import java.util.Map;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.McNemar;
import org.jspecify.annotations.Nullable;

/**
 * Two trials that started alike: an arm and what it is compared with, of the same seed.
 *
 * @param cell the arm's
 * @param against the other arm
 * @param status completed, failed or missing
 * @param trial the arm's id; empty where it was not planned
 * @param againstTrial the other's
 * @param deltas arm minus against on the test split; empty unless completed
 * @param studies calls of the test split's studies; null without predictions of both
 */
public record SeedPair(
    CellName cell,
    String against,
    long seed,
    String status,
    String trial,
    String againstTrial,
    Map<Measure, Delta> deltas,
    @Nullable McNemar studies) {

  /** A difference of two trials, with its interval over patients. */
  public record Delta(double value, Interval interval) {}
}
