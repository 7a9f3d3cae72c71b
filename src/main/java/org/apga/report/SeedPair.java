package org.apga.report;

import java.util.Map;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.McNemar;
import org.jspecify.annotations.Nullable;

/**
 * Two trials of the same seed, which start from the same weights: one of an arm and one of the arm
 * that it is compared with.
 *
 * @param cell the arm's
 * @param against the other arm
 * @param status completed, failed or missing
 * @param trial id of the arm's trial; empty if it was not planned
 * @param againstTrial id of the other arm's trial, likewise
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
