package org.apga.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Scores in order of the probability that they state, so that their metrics under many weightings
 * of the patients cost one pass each: what a bootstrap over patients needs. What they state is the
 * probability of one class, where it is told from the rest, as abnormal is from normal; of more
 * classes it is that of the called one.
 */
public final class ScoreSheet {
  private static final int CALIBRATION_BINS = 10;
  private static final double SMALLEST_PROBABILITY = 1e-12;

  private final int classes;
  private final int[] hits;
  private final List<Ranking> rankings;
  private final int[] patients;
  private final int[] cells;
  private final double[] stated;
  private final double[] squares;
  private final double[] entropies;
  private final boolean[] startsBin;

  /**
   * What a score states, and how far that is from the truth.
   *
   * @param square squared difference to the truth
   * @param ofLabel probability of what is true
   */
  private record Statement(
      double stated, int label, int called, double square, double ofLabel, String patient) {
    /** One class, here class 1, against the rest, here class 0. */
    static Statement ofClass(Scored score, int c) {
      double p = score.probabilities().of(c);
      int label = score.label() == c ? 1 : 0;
      return new Statement(
          p,
          label,
          score.called() == c ? 1 : 0,
          (p - label) * (p - label),
          label == 1 ? p : 1 - p,
          score.patient());
    }

    static Statement ofAll(Scored score) {
      Probabilities all = score.probabilities();
      double square = 0;
      for (int c = 0; c < all.classes(); c++) {
        double difference = all.of(c) - (score.label() == c ? 1 : 0);
        square += difference * difference;
      }
      return new Statement(
          all.of(all.called()),
          score.label(),
          all.called(),
          square,
          all.of(score.label()),
          score.patient());
    }
  }

  /**
   * @param hits cells of the confusion matrix whose scores are what a stated probability is of
   */
  private ScoreSheet(
      int classes,
      int[] hits,
      List<Statement> sorted,
      List<Ranking> rankings,
      ToIntFunction<String> patientIndex) {
    this.classes = classes;
    this.hits = hits;
    this.rankings = rankings;
    int n = sorted.size();
    patients = new int[n];
    cells = new int[n];
    stated = new double[n];
    squares = new double[n];
    entropies = new double[n];
    startsBin = new boolean[n];
    for (int i = 0; i < n; i++) {
      Statement of = sorted.get(i);
      patients[i] = patientIndex.applyAsInt(of.patient());
      cells[i] = Confusion.cell(classes, of.label(), of.called());
      stated[i] = of.stated();
      squares[i] = of.square();
      entropies[i] =
          -Math.log(
              Math.min(Math.max(of.ofLabel(), SMALLEST_PROBABILITY), 1 - SMALLEST_PROBABILITY));
      startsBin[i] = i > 0 && bin(stated[i]) != bin(stated[i - 1]);
    }
  }

  /**
   * All classes. Of two, abnormal is told from normal; no scores are scores of two.
   *
   * @param patientIndex a patient's position in the weights, from 0
   * @throws IllegalArgumentException if scores differ in their number of classes
   */
  public static ScoreSheet of(List<Scored> scores, ToIntFunction<String> patientIndex) {
    int classes = classes(scores);
    if (classes == 2) {
      return ofClass(scores, 1, patientIndex);
    }
    int[] diagonal = IntStream.range(0, classes).map(c -> Confusion.cell(classes, c, c)).toArray();
    return new ScoreSheet(
        classes,
        diagonal,
        sorted(scores, Statement::ofAll),
        IntStream.range(0, classes).mapToObj(c -> Ranking.of(scores, c, patientIndex)).toList(),
        patientIndex);
  }

  /**
   * One class, which is positive, against the rest: a score is called positive where the class is
   * called.
   *
   * @param c the class, from 0
   * @param patientIndex a patient's position in the weights, from 0
   * @throws IllegalArgumentException if scores differ in their number of classes, or there is no
   *     such class
   */
  public static ScoreSheet ofClass(List<Scored> scores, int c, ToIntFunction<String> patientIndex) {
    int classes = classes(scores);
    if (c < 0 || c >= classes && !scores.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot measure class %s of %s classes: there is none. Pass 0 to %s."
              .formatted(c, classes, classes - 1));
    }
    return new ScoreSheet(
        2,
        new int[] {2, 3},
        sorted(scores, score -> Statement.ofClass(score, c)),
        List.of(Ranking.of(scores, c, patientIndex)),
        patientIndex);
  }

  private static List<Statement> sorted(List<Scored> scores, Function<Scored, Statement> of) {
    return scores.stream().map(of).sorted(Comparator.comparingDouble(Statement::stated)).toList();
  }

  /**
   * How many classes scores are of; two where there are none.
   *
   * @throws IllegalArgumentException if they differ
   */
  static int classes(List<Scored> scores) {
    int classes = scores.isEmpty() ? 2 : scores.get(0).classes();
    for (Scored score : scores) {
      if (score.classes() != classes) {
        throw new IllegalArgumentException(
            ("Cannot measure scores of %s and of %s classes together: study %s is the first that"
                    + " differs. Pass the scores of one data set.")
                .formatted(classes, score.classes(), score.study()));
      }
    }
    return classes;
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
    Sums sums =
        new Sums(
            classes,
            weightings,
            rankings.stream().map(ranking -> ranking.halves(weights, weightings)).toList());
    for (int i = 0; i < stated.length; i++) {
      if (startsBin[i]) {
        sums.endBin(hits);
      }
      sums.add(weights[patients[i]], cells[i], stated[i], squares[i], entropies[i]);
    }
    sums.endBin(hits);
    return sums;
  }

  /**
   * What is summed up over scores, a value a weighting. Each loop does the same to every weighting
   * and asks nothing, so that a processor takes several at a time.
   */
  private static final class Sums {
    private final int classes;

    /** The confusion matrix: rows of true classes, one after the other. */
    private final double[][] cells;

    private final double[] square;
    private final double[] entropy;
    private final List<double[]> halves;

    /** Calibration: the gap of a bin times its count is the difference of the next two. */
    private final double[] gaps;

    private final double[] binProbability;
    private final double[] binHits;

    /**
     * @param halves of each ranking, a value a weighting
     */
    Sums(int classes, int weightings, List<double[]> halves) {
      this.classes = classes;
      this.halves = halves;
      cells = new double[classes * classes][weightings];
      square = new double[weightings];
      entropy = new double[weightings];
      gaps = new double[weightings];
      binProbability = new double[weightings];
      binHits = new double[weightings];
    }

    void add(double[] weight, int cell, double stated, double ofSquare, double ofEntropy) {
      double[] counts = cells[cell];
      for (int w = 0; w < counts.length; w++) {
        double times = weight[w];
        counts[w] += times;
        binProbability[w] += times * stated;
        square[w] += times * ofSquare;
        entropy[w] += times * ofEntropy;
      }
    }

    private static void addTimes(double[] sums, double[] weight, double value) {
      for (int w = 0; w < sums.length; w++) {
        sums[w] += weight[w] * value;
      }
    }

    void endBin(int[] hits) {
      // The bin's hits are all until now less those before it.
      for (int hit : hits) {
        addTimes(binHits, cells[hit], 1);
      }
      for (int w = 0; w < gaps.length; w++) {
        gaps[w] += Math.abs(binProbability[w] - binHits[w]);
      }
      Arrays.fill(binProbability, 0);
      Arrays.fill(binHits, 0);
      for (int hit : hits) {
        addTimes(binHits, cells[hit], -1);
      }
    }

    void put(double[][] figures, int from) {
      Confusion confusion = new Confusion(classes, cells);
      put(figures, Metric.ACCURACY, from, confusion::accuracy);
      put(
          figures,
          Metric.SENSITIVITY,
          from,
          w -> classes == 2 ? confusion.recall(1, w) : Double.NaN);
      put(
          figures,
          Metric.SPECIFICITY,
          from,
          w -> classes == 2 ? confusion.recall(0, w) : Double.NaN);
      put(figures, Metric.AUROC, from, w -> auroc(confusion, w));
      put(figures, Metric.KAPPA, from, confusion::kappa);
      put(figures, Metric.BRIER, from, w -> Confusion.ratio(square[w], confusion.n(w)));
      put(figures, Metric.ECE, from, w -> Confusion.ratio(gaps[w], confusion.n(w)));
      put(figures, Metric.LOSS, from, w -> Confusion.ratio(entropy[w], confusion.n(w)));
      put(figures, Metric.BALANCED_ACCURACY, from, confusion::balancedAccuracy);
      put(figures, Metric.QUADRATIC_KAPPA, from, confusion::quadraticKappa);
    }

    private void put(double[][] figures, Metric metric, int from, IntToDoubleFunction figure) {
      double[] row = figures[metric.ordinal()];
      for (int w = 0; w < square.length; w++) {
        row[from + w] = figure.applyAsDouble(w);
      }
    }

    /** The mean over rankings; of two classes there is one, of class 1. */
    private double auroc(Confusion confusion, int w) {
      double sum = 0;
      for (int i = 0; i < halves.size(); i++) {
        double positives = confusion.ofClass(halves.size() == 1 ? 1 : i, w);
        double negatives = confusion.n(w) - positives;
        sum += Confusion.ratio(halves.get(i)[w], 2 * positives * negatives);
      }
      return sum / halves.size();
    }

    ClassificationMetrics metrics(int w, double[][] figures) {
      List<List<Integer>> confusion = new ArrayList<>();
      for (int truth = 0; truth < classes; truth++) {
        int from = Confusion.cell(classes, truth, 0);
        confusion.add(
            IntStream.range(from, from + classes).mapToObj(cell -> (int) cells[cell][w]).toList());
      }
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      for (Metric metric : Metric.values()) {
        values.put(metric, figures[metric.ordinal()][w]);
      }
      return new ClassificationMetrics(confusion, values);
    }
  }

  private static int bin(double probability) {
    int bin = 0;
    while (bin < CALIBRATION_BINS - 1 && probability > (bin + 1) / (double) CALIBRATION_BINS) {
      bin++;
    }
    return bin;
  }
}
