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
 * Scores in order of their stated probability, so that a bootstrap over patients computes the
 * metrics under each weighting of the patients in one pass. The stated probability is that of one
 * class if this class is compared with the rest, as abnormal is with normal; with more classes it
 * is that of the called class.
 */
public final class ScoreSheet {
  private static final int CALIBRATION_BINS = 10;
  private static final double SMALLEST_PROBABILITY = 1e-12;

  /**
   * With more classes there are no shares, whose number is the square of that of classes: they
   * would fill the memory of a driver.
   */
  public static final int MOST_CLASSES_WITH_SHARES = 16;

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
   * The stated probability of a score, and how far it is from the truth.
   *
   * @param square squared difference from the truth
   * @param ofLabel probability of the true class
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
   * @param hits cells of the confusion matrix whose label is the class of the stated probability
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
   * A sheet of all classes. With two, abnormal is compared with normal; an empty list has two.
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
   * A sheet of one class, which is positive, against the rest: a score is called positive if the
   * class is called.
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
          "Cannot measure class %s of %s classes: there is no such class. Pass 0 to %s."
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
   * The number of classes of scores; two if there are no scores.
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

  /**
   * The number of rows that {@link #put} writes: one per {@link Metric} and, for 3 to {@value
   * #MOST_CLASSES_WITH_SHARES} classes, one per share of a true class that is called a class, true
   * class by true class.
   */
  public int rows() {
    boolean shares = classes > 2 && classes <= MOST_CLASSES_WITH_SHARES;
    return Metric.values().length + (shares ? classes * classes : 0);
  }

  /** The positions of the patients who have scores here, ascending. */
  public int[] patients() {
    return Arrays.stream(patients).sorted().distinct().toArray();
  }

  /**
   * The metrics of the scores under several weightings, in which a score counts as often as its
   * patient.
   *
   * @param weights how often a patient counts, whole numbers: one row per patient, by position, one
   *     value per weighting
   * @param weightings number of weightings; a few dozen at once are fastest
   */
  public ClassificationMetrics[] metrics(double[][] weights, int weightings) {
    Sums sums = sums(weights, weightings);
    double[][] figures = new double[rows()][weightings];
    sums.put(figures, 0);
    ClassificationMetrics[] metrics = new ClassificationMetrics[weightings];
    Arrays.setAll(metrics, w -> sums.metrics(w, figures));
    return metrics;
  }

  /**
   * Computes the figures without the confusion matrices, for thousands of weightings.
   *
   * @param figures to write to: as many rows as {@link #rows}, one value per weighting
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
   * Sums over scores, one value per weighting. Each loop does the same to every weighting, without
   * branches, so that a processor can compute several at once.
   */
  private static final class Sums {
    private final int classes;

    /** The confusion matrix, row-major, with one row per true class. */
    private final double[][] cells;

    private final double[] square;
    private final double[] entropy;
    private final List<double[]> halves;

    /**
     * For the calibration error: the sum over bins of |binProbability - binHits|, which is a bin's
     * gap times its count.
     */
    private final double[] gaps;

    private final double[] binProbability;
    private final double[] binHits;

    /**
     * @param halves of each ranking, one value per weighting
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
      // The bin's hits are all hits so far minus those before it.
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
      int shares = Metric.values().length;
      for (int cell = 0; cell < figures.length - shares; cell++) {
        int of = cell;
        put(figures[shares + cell], from, w -> confusion.share(of / classes, of % classes, w));
      }
    }

    private void put(double[][] figures, Metric metric, int from, IntToDoubleFunction figure) {
      put(figures[metric.ordinal()], from, figure);
    }

    private void put(double[] row, int from, IntToDoubleFunction figure) {
      for (int w = 0; w < square.length; w++) {
        row[from + w] = figure.applyAsDouble(w);
      }
    }

    /** The mean over rankings; with two classes there is one, of class 1. */
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
