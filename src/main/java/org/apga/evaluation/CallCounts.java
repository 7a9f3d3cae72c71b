package org.apga.evaluation;

import org.apga.metrics.ClassificationMetrics;
import org.apga.train.Evaluation;

/**
 * How images were called.
 *
 * @param tp abnormal and called abnormal
 * @param fp normal but called abnormal
 * @param tn normal and called normal
 * @param fn abnormal but called normal
 */
public record CallCounts(int tp, int fp, int tn, int fn) {
  public static CallCounts of(ClassificationMetrics metrics) {
    return new CallCounts(metrics.tp(), metrics.fp(), metrics.tn(), metrics.fn());
  }

  /**
   * Whether both count the same calls, where those of some images are a matter of rounding: another
   * device or batch size gives other last bits.
   *
   * @param doubtful calls of abnormal and normal images that may go either way
   */
  public boolean agrees(CallCounts other, Doubtful doubtful) {
    return tp + fn == other.tp + other.fn
        && fp + tn == other.fp + other.tn
        && Math.abs(tp - other.tp) <= doubtful.abnormal()
        && Math.abs(fp - other.fp) <= doubtful.normal();
  }

  /** Images whose probability is so near to one half that rounding may decide their call. */
  public record Doubtful(long abnormal, long normal) {
    /**
     * What 1e-4 is a wide margin for: scores of a DenseNet-169 in single precision differ by some
     * 1e-5 between devices, probabilities by a quarter of that at most.
     */
    private static final double MARGIN = 1e-4;

    public static Doubtful of(Evaluation evaluation) {
      long[] byLabel = new long[2];
      for (int i = 0; i < evaluation.probabilities().length; i++) {
        if (Math.abs(evaluation.probabilities()[i] - 0.5) <= MARGIN) {
          byLabel[evaluation.examples().get(i).label()]++;
        }
      }
      return new Doubtful(byLabel[1], byLabel[0]);
    }
  }

  @Override
  public String toString() {
    return String.format(
        "%s true and %s false positives, %s true and %s false negatives", tp, fp, tn, fn);
  }
}
