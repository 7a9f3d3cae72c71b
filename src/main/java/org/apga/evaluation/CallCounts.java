package org.apga.evaluation;

import org.apga.metrics.ClassificationMetrics;

/**
 * How images were called.
 *
 * @param tp abnormal and called abnormal
 * @param fp normal but called abnormal
 * @param tn normal and called normal
 * @param fn abnormal but called normal
 */
public record CallCounts(int tp, int fp, int tn, int fn) {
  /** The counts of our own metrics. */
  public static CallCounts of(ClassificationMetrics metrics) {
    return new CallCounts(metrics.tp(), metrics.fp(), metrics.tn(), metrics.fn());
  }

  @Override
  public String toString() {
    return tp
        + " true and "
        + fp
        + " false positives, "
        + tn
        + " true and "
        + fn
        + " false negatives";
  }
}
