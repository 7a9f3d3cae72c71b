package org.apga.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Scores in order of their probability, so that their metrics under many weightings of the patients
 * cost one pass each: what a bootstrap over patients needs.
 */
public final class ScoreSheet {
  private static final int CALIBRATION_BINS = 10;
  private static final double SMALLEST_PROBABILITY = 1e-12;

  private final double[] probabilities;
  private final int[] labels;
  private final int firstCalled;
  private final int[] patients;
  private final double[] squares;
  private final double[] entropies;
  private final boolean[] startsTie;
  private final boolean[] startsBin;

  private ScoreSheet(List<Scored> sorted, ToIntFunction<String> patientIndex) {
    int n = sorted.size();
    firstCalled = (int) sorted.stream().filter(score -> !score.calledAbnormal()).count();
    probabilities = new double[n];
    labels = new int[n];
    patients = new int[n];
    squares = new double[n];
    entropies = new double[n];
    startsTie = new boolean[n];
    startsBin = new boolean[n];
    for (int i = 0; i < n; i++) {
      Scored score = sorted.get(i);
      double p = score.probability();
      probabilities[i] = p;
      labels[i] = score.label();
      patients[i] = patientIndex.applyAsInt(score.patient());
      squares[i] = (p - score.label()) * (p - score.label());
      double ofLabel = score.label() == 1 ? p : 1 - p;
      entropies[i] =
          -Math.log(Math.min(Math.max(ofLabel, SMALLEST_PROBABILITY), 1 - SMALLEST_PROBABILITY));
      // != and not compare: -0.0 and 0.0 tie.
      startsTie[i] = i > 0 && p != probabilities[i - 1];
      startsBin[i] = i > 0 && bin(p) != bin(probabilities[i - 1]);
    }
  }

  /**
   * @param patientIndex a patient's position in the weights, from 0
   */
  public static ScoreSheet of(List<Scored> scores, ToIntFunction<String> patientIndex) {
    return new ScoreSheet(
        scores.stream().sorted(Comparator.comparingDouble(Scored::probability)).toList(),
        patientIndex);
  }

  /** The positions of the patients who have scores here, ascending. */
  public int[] patients() {
    return Arrays.stream(patients).sorted().distinct().toArray();
  }

  /**
   * The metrics of the scores where each counts as often as its patient.
   *
   * @param weights how often a patient counts, 0 or more, by position
   */
  public ClassificationMetrics metrics(int[] weights) {
    int positives = 0;
    int negatives = 0;
    int fn = 0;
    int tn = 0;
    double square = 0;
    double entropy = 0;
    // AUROC, counted in halves, so that the sum over millions of pairs stays exact.
    long halves = 0;
    int tieStartPositives = 0;
    int tieStartNegatives = 0;
    // Calibration: the gap of a bin times its count is the difference of these two sums.
    double gaps = 0;
    double binProbability = 0;
    int binStartPositives = 0;
    // Nothing here branches on who counts or what is true, which a processor could not foresee.
    for (int i = 0; i < probabilities.length; i++) {
      if (startsTie[i]) {
        halves += pairs(positives, tieStartPositives, negatives, tieStartNegatives);
        tieStartPositives = positives;
        tieStartNegatives = negatives;
      }
      if (startsBin[i]) {
        gaps += Math.abs(binProbability - (positives - binStartPositives));
        binProbability = 0;
        binStartPositives = positives;
      }
      if (i == firstCalled) {
        fn = positives;
        tn = negatives;
      }
      int weight = weights[patients[i]];
      int positive = weight * labels[i];
      positives += positive;
      negatives += weight - positive;
      square += weight * squares[i];
      entropy += weight * entropies[i];
      binProbability += weight * probabilities[i];
    }
    halves += pairs(positives, tieStartPositives, negatives, tieStartNegatives);
    gaps += Math.abs(binProbability - (positives - binStartPositives));
    if (firstCalled == probabilities.length) {
      fn = positives;
      tn = negatives;
    }
    int tp = positives - fn;
    int fp = negatives - tn;
    int n = positives + negatives;
    return new ClassificationMetrics(
        n,
        positives,
        tp,
        fp,
        tn,
        fn,
        ratio(tp + tn, n),
        ratio(tp, positives),
        ratio(tn, negatives),
        ratio(halves, 2.0 * positives * negatives),
        kappa(tp, fp, tn, fn),
        ratio(square, n),
        ratio(gaps, n),
        ratio(entropy, n));
  }

  /** Twice the pairs that the positives of a tie win: those below wholly, those in it by half. */
  private static long pairs(int positives, int positivesBelow, int negatives, int negativesBelow) {
    return (long) (positives - positivesBelow) * (negativesBelow + negatives);
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }

  private static double kappa(long tp, long fp, long tn, long fn) {
    // With counts instead of shares the denominator is exactly 0 where kappa is undefined.
    double n = (double) tp + fp + tn + fn;
    double chance = (double) (tp + fn) * (tp + fp) + (double) (tn + fp) * (tn + fn);
    return ratio(n * (tp + tn) - chance, n * n - chance);
  }

  private static int bin(double probability) {
    int bin = 0;
    while (bin < CALIBRATION_BINS - 1 && probability > (bin + 1) / (double) CALIBRATION_BINS) {
      bin++;
    }
    return bin;
  }
}
