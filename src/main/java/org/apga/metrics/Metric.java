package org.apga.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of the figures of {@link ClassificationMetrics}. */
public enum Metric {
  /** Share of the scores that are called correctly. */
  ACCURACY,
  /** Share of the abnormal scores that are called abnormal; NaN with more than two classes. */
  SENSITIVITY,
  /** Share of the normal scores that are called normal; NaN with more than two classes. */
  SPECIFICITY,
  /**
   * Share of (positive, negative) pairs in the right order, a tie counting half: the Mann-Whitney
   * statistic. With more than two classes, the mean of each class's AUROC against the rest; NaN if
   * one of them is undefined.
   */
  AUROC,
  /** Cohen's: (observed - chance agreement) / (1 - chance agreement). */
  KAPPA,
  /**
   * Mean squared difference between probability and label; with more than two classes, the mean
   * over scores of the sum of squared differences over classes.
   */
  BRIER,
  /**
   * Expected calibration error: the gap between mean probability and share of positives in ten bins
   * of equal width, averaged with the number of scores in a bin as weight. A bin excludes its lower
   * edge, except 0. With more than two classes, the probability is the called class's, and a
   * correct call is positive.
   */
  ECE,
  /** Mean cross-entropy in nats per score, with probabilities clamped to 1e-12 .. 1 - 1e-12. */
  LOSS,
  /** Mean, over the classes that occur, of the share that is called correctly. */
  BALANCED_ACCURACY,
  /** Cohen's kappa that weights a wrong call by the square of its distance from the true class. */
  QUADRATIC_KAPPA;

  /** The metrics of two classes, in the order of tables. */
  public static final List<Metric> OF_TWO =
      List.of(ACCURACY, SENSITIVITY, SPECIFICITY, AUROC, KAPPA, BRIER, ECE, LOSS);

  /** The metrics of one class of several against all others. */
  public static final List<Metric> OF_CLASS = List.of(SENSITIVITY, SPECIFICITY, AUROC);

  /**
   * The metrics that are shown for a number of classes, in the order of tables.
   *
   * @param ordered whether the classes are stages, from least to most
   */
  public static List<Metric> of(int classes, boolean ordered) {
    if (classes == 2) {
      return OF_TWO;
    }
    List<Metric> metrics = new ArrayList<>(List.of(ACCURACY, BALANCED_ACCURACY, AUROC, KAPPA));
    if (ordered) {
      metrics.add(QUADRATIC_KAPPA);
    }
    metrics.addAll(List.of(BRIER, ECE, LOSS));
    return List.copyOf(metrics);
  }

  /** Its name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its value; NaN if the scores do not define it. */
  public double of(ClassificationMetrics metrics) {
    return metrics.figures().getOrDefault(this, Double.NaN);
  }
}
