package org.apga.metrics;

import java.util.Arrays;
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

  private static final int CALIBRATION_BINS = 10;
  private static final double SMALLEST_PROBABILITY = 1e-12;

  /** The metrics of the scores, whose order does not matter beyond rounding. */
  public static ClassificationMetrics of(List<Scored> scores) {
    int tp = 0;
    int fp = 0;
    int tn = 0;
    int fn = 0;
    double squares = 0;
    double entropy = 0;
    for (Scored score : scores) {
      boolean abnormal = score.label() == 1;
      if (score.calledAbnormal()) {
        tp += abnormal ? 1 : 0;
        fp += abnormal ? 0 : 1;
      } else {
        tn += abnormal ? 0 : 1;
        fn += abnormal ? 1 : 0;
      }
      double difference = score.probability() - score.label();
      squares += difference * difference;
      double ofLabel = abnormal ? score.probability() : 1 - score.probability();
      entropy -=
          Math.log(Math.min(Math.max(ofLabel, SMALLEST_PROBABILITY), 1 - SMALLEST_PROBABILITY));
    }
    int n = scores.size();
    return new ClassificationMetrics(
        n,
        tp + fn,
        tp,
        fp,
        tn,
        fn,
        ratio(tp + tn, n),
        ratio(tp, tp + fn),
        ratio(tn, tn + fp),
        auroc(scores),
        kappa(tp, fp, tn, fn),
        ratio(squares, n),
        calibrationError(scores),
        ratio(entropy, n));
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }

  private static double auroc(List<Scored> scores) {
    Scored[] ordered = scores.toArray(Scored[]::new);
    Arrays.sort(ordered, (a, b) -> Double.compare(a.probability(), b.probability()));
    long negativesBelow = 0;
    long positives = 0;
    // Counted in halves, so that the sum over millions of pairs stays exact.
    long halves = 0;
    int start = 0;
    while (start < ordered.length) {
      long tiedPositives = 0;
      long tiedNegatives = 0;
      int end = start;
      // == and not compare: -0.0 and 0.0 tie.
      while (end < ordered.length && ordered[end].probability() == ordered[start].probability()) {
        if (ordered[end].label() == 1) {
          tiedPositives++;
        } else {
          tiedNegatives++;
        }
        end++;
      }
      halves += tiedPositives * (2 * negativesBelow + tiedNegatives);
      positives += tiedPositives;
      negativesBelow += tiedNegatives;
      start = end;
    }
    return ratio((double) halves, 2.0 * positives * negativesBelow);
  }

  private static double kappa(long tp, long fp, long tn, long fn) {
    // With counts instead of shares the denominator is exactly 0 where kappa is undefined.
    double n = (double) tp + fp + tn + fn;
    double chance = (double) (tp + fn) * (tp + fp) + (double) (tn + fp) * (tn + fn);
    return ratio(n * (tp + tn) - chance, n * n - chance);
  }

  private static double calibrationError(List<Scored> scores) {
    // The gap of a bin times its count is the difference of these two sums.
    double[] probabilities = new double[CALIBRATION_BINS];
    int[] positives = new int[CALIBRATION_BINS];
    for (Scored score : scores) {
      int bin = 0;
      while (bin < CALIBRATION_BINS - 1
          && score.probability() > (bin + 1) / (double) CALIBRATION_BINS) {
        bin++;
      }
      probabilities[bin] += score.probability();
      positives[bin] += score.label();
    }
    double gaps = 0;
    for (int bin = 0; bin < CALIBRATION_BINS; bin++) {
      gaps += Math.abs(probabilities[bin] - positives[bin]);
    }
    return ratio(gaps, scores.size());
  }
}
