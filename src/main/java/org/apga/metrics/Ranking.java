package org.apga.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** Scores in order of one class's probability, for the AUROC of that class against the rest. */
final class Ranking {
  private final int[] patients;
  private final boolean[] positive;

  /**
   * Whether a score is the first with its probability; one entry more than scores, the last is
   * true.
   */
  private final boolean[] begins;

  private Ranking(List<Scored> sorted, int c, ToIntFunction<String> patientIndex) {
    int n = sorted.size();
    patients = new int[n];
    positive = new boolean[n];
    begins = new boolean[n + 1];
    begins[n] = true;
    double before = Double.NaN;
    for (int i = 0; i < n; i++) {
      Scored score = sorted.get(i);
      double p = score.probabilities().of(c);
      patients[i] = patientIndex.applyAsInt(score.patient());
      positive[i] = score.label() == c;
      // Not Double.compare, because -0.0 and 0.0 tie.
      begins[i] = p != before;
      before = p;
    }
  }

  /**
   * @param patientIndex a patient's position in the weights, from 0
   */
  static Ranking of(List<Scored> scores, int c, ToIntFunction<String> patientIndex) {
    ToDoubleFunction<Scored> probability = score -> score.probabilities().of(c);
    return new Ranking(
        scores.stream().sorted(Comparator.comparingDouble(probability)).toList(), c, patientIndex);
  }

  /**
   * Counts (positive, negative) pairs: two for each pair in the right order, one for each tie. Like
   * all counts, these are whole numbers and therefore exact.
   *
   * @param weights one row per patient, one value per weighting
   */
  double[] halves(double[][] weights, int weightings) {
    double[] halves = new double[weightings];
    double[] negatives = new double[weightings];
    double[] negativesBelow = new double[weightings];
    double[] tied = new double[weightings];
    for (int i = 0; i < patients.length; i++) {
      double[] weight = weights[patients[i]];
      boolean ends = begins[i + 1];
      if (begins[i] && !ends) {
        System.arraycopy(negatives, 0, negativesBelow, 0, weightings);
        Arrays.fill(tied, 0);
      }
      if (!positive[i]) {
        add(negatives, weight);
      } else if (begins[i] && ends) {
        winTwice(halves, weight, negatives);
      } else {
        add(tied, weight);
      }
      if (ends && !begins[i]) {
        winOverTied(halves, tied, negativesBelow, negatives);
      }
    }
    return halves;
  }

  // Each loop does the same to every weighting, without branches, so that a processor can compute
  // several at once.

  private static void add(double[] counts, double[] weight) {
    for (int w = 0; w < counts.length; w++) {
      counts[w] += weight[w];
    }
  }

  /** Counts two for each negative below a positive that ties with no other score. */
  private static void winTwice(double[] halves, double[] weight, double[] negatives) {
    for (int w = 0; w < halves.length; w++) {
      halves[w] += weight[w] * 2 * negatives[w];
    }
  }

  /**
   * Counts, for each positive of a tie, two for each negative below the tie and one for each in it.
   */
  private static void winOverTied(
      double[] halves, double[] tied, double[] negativesBelow, double[] negatives) {
    for (int w = 0; w < halves.length; w++) {
      halves[w] += tied[w] * (negativesBelow[w] + negatives[w]);
    }
  }
}
