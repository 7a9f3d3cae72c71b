package org.apga.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A figure of {@link ClassificationMetrics} by name. */
public enum Metric {
  /** Share of the scores whose class is called. */
  ACCURACY,
  /** Of two classes: share of the abnormal that are called abnormal. Of more it is NaN. */
  SENSITIVITY,
  /** Of two classes: share of the normal that are called normal. Of more it is NaN. */
  SPECIFICITY,
  /**
   * Share of (positive, negative) pairs in the right order, a tie counting half: the Mann-Whitney
   * statistic. Of more than two classes the mean of each class's against the rest, NaN where one is
   * undefined.
   */
  AUROC,
  /** Cohen's: (observed - chance agreement) / (1 - chance agreement). */
  KAPPA,
  /**
   * Mean squared difference of probability and label; of more than two classes, the mean over
   * scores of the sum of these over classes.
   */
  BRIER,
  /**
   * Expected calibration error: over ten bins of equal width (lower edge excluded, but for 0), the
   * gap between mean probability and share of positives, weighted by the scores in it. Of more than
   * two classes the probability is the called class's, and what is called right is positive.
   */
  ECE,
  /** Mean cross-entropy: nats a score, probabilities clamped to 1e-12 .. 1 - 1e-12. */
  LOSS,
  /** Mean over the classes that occur of the share that is called right. */
  BALANCED_ACCURACY,
  /** Cohen's kappa where a wrong call weighs the square of its distance from the true class. */
  QUADRATIC_KAPPA;

  /** The metrics of two classes, in the order of tables. */
  public static final List<Metric> OF_TWO =
      List.of(ACCURACY, SENSITIVITY, SPECIFICITY, AUROC, KAPPA, BRIER, ECE, LOSS);

  /**
   * The metrics that are shown of so many classes, in the order of tables.
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

  /** Its value, NaN where the scores do not define it. */
  public double of(ClassificationMetrics metrics) {
    return metrics.figures().getOrDefault(this, Double.NaN);
  }
}
