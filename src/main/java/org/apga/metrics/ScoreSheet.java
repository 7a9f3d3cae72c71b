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
   * The metrics of the scores where each counts as often as its patient, in several weightings.
   *
   * @param weights how often a patient counts, a whole number: a row a patient, by position, a
   *     value a weighting
   * @param weightings how many there are; some dozens at once are quickest
   */
  public ClassificationMetrics[] metrics(double[][] weights, int weightings) {
    Sums sums = sums(weights, weightings);
    double[][] figures = new double[Metric.values().length][weightings];
    sums.put(figures, 0);
    ClassificationMetrics[] metrics = new ClassificationMetrics[weightings];
    Arrays.setAll(metrics, w -> sums.metrics(w, figures));
    return metrics;
  }

  /**
   * The same without the counts, for who asks for thousands.
   *
   * @param figures are written: a row a {@link Metric}, a value a weighting
   * @param from the column of the first weighting
   */
  public void put(double[][] weights, int weightings, double[][] figures, int from) {
    sums(weights, weightings).put(figures, from);
  }

  private Sums sums(double[][] weights, int weightings) {
    Sums sums = new Sums(weightings);
    int n = probabilities.length;
    for (int i = 0; i < n; i++) {
      boolean begins = i == 0 || startsTie[i];
      boolean ends = i == n - 1 || startsTie[i + 1];
      if (startsBin[i]) {
        sums.endBin();
      }
      if (i == firstCalled) {
        sums.beginCalled();
      }
      double[] weight = weights[patients[i]];
      if (begins && !ends) {
        sums.beginTie();
      } else if (begins && labels[i] == 1) {
        sums.winOverNegatives(weight);
      }
      sums.add(weight, labels[i] == 1, probabilities[i], squares[i], entropies[i]);
      if (ends && !begins) {
        sums.endTie();
      }
    }
    sums.endBin();
    if (firstCalled == n) {
      sums.beginCalled();
    }
    return sums;
  }

  /**
   * What is summed up over scores, a value a weighting. Each loop does the same to every weighting
   * and asks nothing, so that a processor takes several at a time.
   */
  private static final class Sums {
    private final double[] positives;
    private final double[] negatives;
    private final double[] fn;
    private final double[] tn;
    private final double[] square;
    private final double[] entropy;

    /** AUROC: twice the pairs in the right order. Whole numbers, as all counts: exact. */
    private final double[] halves;

    private final double[] tieStartPositives;
    private final double[] tieStartNegatives;

    /** Calibration: the gap of a bin times its count is the difference of the next two. */
    private final double[] gaps;

    private final double[] binProbability;
    private final double[] binStartPositives;

    Sums(int weightings) {
      positives = new double[weightings];
      negatives = new double[weightings];
      fn = new double[weightings];
      tn = new double[weightings];
      square = new double[weightings];
      entropy = new double[weightings];
      halves = new double[weightings];
      tieStartPositives = new double[weightings];
      tieStartNegatives = new double[weightings];
      gaps = new double[weightings];
      binProbability = new double[weightings];
      binStartPositives = new double[weightings];
    }

    void add(double[] weight, boolean positive, double p, double ofSquare, double ofEntropy) {
      double[] counts = positive ? positives : negatives;
      for (int w = 0; w < counts.length; w++) {
        counts[w] += weight[w];
      }
      addTimes(square, weight, ofSquare);
      addTimes(entropy, weight, ofEntropy);
      addTimes(binProbability, weight, p);
    }

    private static void addTimes(double[] sums, double[] weight, double value) {
      for (int w = 0; w < sums.length; w++) {
        sums[w] += weight[w] * value;
      }
    }

    /** A positive that ties with nobody wins twice over all negatives below it. */
    void winOverNegatives(double[] weight) {
      for (int w = 0; w < halves.length; w++) {
        halves[w] += weight[w] * 2 * negatives[w];
      }
    }

    void beginTie() {
      System.arraycopy(positives, 0, tieStartPositives, 0, positives.length);
      System.arraycopy(negatives, 0, tieStartNegatives, 0, negatives.length);
    }

    /** The positives of a tie win twice over the negatives below it, and once over those in it. */
    void endTie() {
      for (int w = 0; w < halves.length; w++) {
        halves[w] += (positives[w] - tieStartPositives[w]) * (tieStartNegatives[w] + negatives[w]);
      }
    }

    void endBin() {
      for (int w = 0; w < gaps.length; w++) {
        gaps[w] += Math.abs(binProbability[w] - (positives[w] - binStartPositives[w]));
      }
      Arrays.fill(binProbability, 0);
      System.arraycopy(positives, 0, binStartPositives, 0, positives.length);
    }

    /** What comes next is called abnormal. */
    void beginCalled() {
      System.arraycopy(positives, 0, fn, 0, fn.length);
      System.arraycopy(negatives, 0, tn, 0, tn.length);
    }

    void put(double[][] figures, int from) {
      double[] accuracy = figures[Metric.ACCURACY.ordinal()];
      double[] sensitivity = figures[Metric.SENSITIVITY.ordinal()];
      double[] specificity = figures[Metric.SPECIFICITY.ordinal()];
      double[] auroc = figures[Metric.AUROC.ordinal()];
      double[] kappa = figures[Metric.KAPPA.ordinal()];
      double[] brier = figures[Metric.BRIER.ordinal()];
      double[] ece = figures[Metric.ECE.ordinal()];
      double[] loss = figures[Metric.LOSS.ordinal()];
      for (int w = 0; w < positives.length; w++) {
        double tp = positives[w] - fn[w];
        double fp = negatives[w] - tn[w];
        double n = positives[w] + negatives[w];
        accuracy[from + w] = ratio(tp + tn[w], n);
        sensitivity[from + w] = ratio(tp, positives[w]);
        specificity[from + w] = ratio(tn[w], negatives[w]);
        auroc[from + w] = ratio(halves[w], 2 * positives[w] * negatives[w]);
        kappa[from + w] = kappa(tp, fp, tn[w], fn[w]);
        brier[from + w] = ratio(square[w], n);
        ece[from + w] = ratio(gaps[w], n);
        loss[from + w] = ratio(entropy[w], n);
      }
    }

    ClassificationMetrics metrics(int w, double[][] figures) {
      return new ClassificationMetrics(
          (int) (positives[w] + negatives[w]),
          (int) positives[w],
          (int) (positives[w] - fn[w]),
          (int) (negatives[w] - tn[w]),
          (int) tn[w],
          (int) fn[w],
          figures[Metric.ACCURACY.ordinal()][w],
          figures[Metric.SENSITIVITY.ordinal()][w],
          figures[Metric.SPECIFICITY.ordinal()][w],
          figures[Metric.AUROC.ordinal()][w],
          figures[Metric.KAPPA.ordinal()][w],
          figures[Metric.BRIER.ordinal()][w],
          figures[Metric.ECE.ordinal()][w],
          figures[Metric.LOSS.ordinal()][w]);
    }
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }

  private static double kappa(double tp, double fp, double tn, double fn) {
    // With counts instead of shares the denominator is exactly 0 where kappa is undefined.
    double n = tp + fp + tn + fn;
    double chance = (tp + fn) * (tp + fp) + (tn + fp) * (tn + fn);
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
