package org.apga.metrics;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A figure of {@link ClassificationMetrics} by name. */
public enum Metric {
  ACCURACY(ClassificationMetrics::accuracy),
  SENSITIVITY(ClassificationMetrics::sensitivity),
  SPECIFICITY(ClassificationMetrics::specificity),
  AUROC(ClassificationMetrics::auroc),
  KAPPA(ClassificationMetrics::kappa),
  BRIER(ClassificationMetrics::brier),
  ECE(ClassificationMetrics::ece),
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
