package org.apga.report;

import org.apga.config.Arm;
import org.apga.metrics.stats.PairedComparison;
import org.apga.store.Tables;

/**
 * Compares one arm with another by one measure of the test split.
 *
 * @param cell the arm's; its part is {@code all parts} for the mean over parts
 * @param tried number of variants of the arm; over all parts, the most of any part
 * @param againstTried the same of the other arm
 * @param parts number of parts that it is over
 * @param partsExpected number of parts that were planned
 * @param seeds how many of the seeds planned for either arm are completed by both
 * @param correction for the tests of the other parts and variants
 * @param leastP the smallest p that this number of seeds can reach
 * @param signedRankP over all parts, Wilcoxon's test of the parts' means; NaN for one part
 */
public record Comparison(
    CellName cell,
    String against,
    Measure measure,
    int tried,
    int againstTried,
    int parts,
    int partsExpected,
    Completeness seeds,
    PairedComparison paired,
    Correction correction,
    double leastP,
    double signedRankP) {

  /**
   * Holm's correction over the parts and variants of an arm; over all parts, over its variants.
   *
   * @param p corrected; NaN if there is no correction, as over all parts of a single variant
   * @param leastP the smallest that this number of seeds can reach
   * @param tests number of tests that it is corrected for
   */
  public record Correction(double p, double leastP, int tests) {
    /** For a single test. */
    static final Correction NONE = new Correction(Double.NaN, Double.NaN, 0);
  }

  /** The same comparison with another correction. */
  Comparison with(Correction other) {
    return new Comparison(
        cell,
        against,
        measure,
        tried,
        againstTried,
        parts,
        partsExpected,
        seeds,
        paired,
        other,
        leastP,
        signedRankP);
  }

  /** The mean difference over seeds; NaN if no seed is done by both. */
  public double mean() {
    return paired.deltas().summary().mean();
  }

  /** Whether it answers the main question: a treatment against its own control. */
  public boolean isAgainstControl() {
    return cell.isControl(against);
  }

  /** Whether it is a treatment against other arms' control, which makes fewer steps. */
  public boolean isAgainstOtherControl() {
    return cell.control().isPresent()
        && !isAgainstControl()
        && Arm.controls().stream().anyMatch(arm -> arm.label().equals(against));
  }

  public boolean isOverParts() {
    return cell.part().equals(Tables.ALL_PARTS);
  }

  /** Whether planned seeds or parts are missing. */
  public boolean isPartial() {
    return seeds.isPartial() || parts < partsExpected;
  }
}
