package org.apga.metrics;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A figure of {@link ClassificationMetrics} by name. */
public enum Metric {
  /** Share called right. */
  ACCURACY(ClassificationMetrics::accuracy),
  /** Share of the abnormal called so. */
  SENSITIVITY(ClassificationMetrics::sensitivity),
  /** Share of the normal called so. */
  SPECIFICITY(ClassificationMetrics::specificity),
  /** Area under the receiver operating characteristic. */
  AUROC(ClassificationMetrics::auroc),
  /** Cohen's kappa. */
  KAPPA(ClassificationMetrics::kappa),
  /** Mean squared error of the probability. */
  BRIER(ClassificationMetrics::brier),
  /** Expected calibration error. */
  ECE(ClassificationMetrics::ece),
  /** Mean cross-entropy, nats. */
  LOSS(ClassificationMetrics::meanCrossEntropy);

  private final ToDoubleFunction<ClassificationMetrics> figure;

  Metric(ToDoubleFunction<ClassificationMetrics> figure) {
    this.figure = figure;
  }

  /** Its name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its value, NaN where the scores do not define it. */
  public double of(ClassificationMetrics metrics) {
    return figure.applyAsDouble(metrics);
  }
}
