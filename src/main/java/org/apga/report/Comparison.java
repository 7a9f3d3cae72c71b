package org.apga.report;

import org.apga.config.Arm;
import org.apga.metrics.stats.PairedComparison;
import org.apga.store.Tables;

/**
 * One arm against another by one measure of the test split.
 *
 * @param cell the arm's; its part is {@code all parts} for the mean over parts
 * @param tried variants of the arm; over all parts the most of a part
 * @param againstTried the same of the other arm
 * @param parts that it is over
 * @param partsExpected that were planned
 * @param seeds planned for both arms, and what became of them
 * @param correction for the tests of the other parts and variants
 * @param leastP the smallest p that so many seeds can reach
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
   * @param p corrected; NaN where there is none, as over all parts of a single variant
   * @param leastP the smallest that so many seeds can reach
   * @param tests that it is corrected for
   */
  public record Correction(double p, double leastP, int tests) {
    /** Of a single test. */
    static final Correction NONE = new Correction(Double.NaN, Double.NaN, 0);
  }

  /** The same, corrected for other tests. */
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

  /** The mean difference over seeds; NaN where no seed is done by both. */
  public double mean() {
    return paired.deltas().summary().mean();
  }

  /** Whether it is what was asked: a treatment against its own control. */
  public boolean isAgainstControl() {
    return cell.isControl(against);
  }

  /** Whether it is a treatment against another arms' control, which makes fewer steps. */
  public boolean isAgainstOtherControl() {
    return cell.control().isPresent()
        && !isAgainstControl()
        && Arm.controls().stream().anyMatch(arm -> arm.label().equals(against));
  }

  public boolean isOverParts() {
    return cell.part().equals(Tables.ALL_PARTS);
  }

  /** Whether seeds or parts that were planned are not in. */
  public boolean isPartial() {
    return seeds.isPartial() || parts < partsExpected;
  }
}
