package org.apga.metrics;

import java.util.List;

/**
 * How well probabilities tell abnormal from normal, images or studies alike.
 *
 * <p>A value that the scores do not define is NaN: every rate of an empty list, sensitivity without
 * a positive, specificity without a negative, AUROC with one class only, and kappa where labels and
 * calls are all of one same class (agreement by chance is then certain).
 *
 * @param n scores
 * @param positives scores with label 1
 * @param tp abnormal and called abnormal (probability over 0.5)
 * @param fp normal but called abnormal
 * @param tn normal and called normal
 * @param fn abnormal but called normal
 * @param accuracy (tp + tn) / n
 * @param sensitivity tp / (tp + fn)
 * @param specificity tn / (tn + fp)
 * @param auroc share of (positive, negative) pairs in the right order, a tie counting half: the
 *     Mann-Whitney statistic
 * @param kappa Cohen's: (observed - chance agreement) / (1 - chance agreement)
 * @param brier mean squared difference of probability and label
 * @param ece expected calibration error: over ten bins of equal width (lower edge excluded, but for
 *     0), the gap between mean probability and share of positives, weighted by the scores in it
 * @param meanCrossEntropy nats a score, probabilities clamped to 1e-12 .. 1 - 1e-12
 */
public record ClassificationMetrics(
    int n,
    int positives,
    int tp,
    int fp,
    int tn,
    int fn,
    double accuracy,
    double sensitivity,
    double specificity,
    double auroc,
    double kappa,
    double brier,
    double ece,
    double meanCrossEntropy) {

  /** The metrics of the scores, whose order does not matter beyond rounding. */
  public static ClassificationMetrics of(List<Scored> scores) {
    double[][] once = {{1}};
    return ScoreSheet.of(scores, patient -> 0).metrics(once, 1)[0];
  }
}
