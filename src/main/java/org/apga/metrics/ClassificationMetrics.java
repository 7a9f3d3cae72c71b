package org.apga.metrics;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How well probabilities separate classes, of images or of studies.
 *
 * <p>A value that the scores do not define is NaN: every rate of an empty list, sensitivity without
 * a positive, specificity without a negative, AUROC with one class only, and kappa if all labels
 * and calls are the same class (chance agreement is then certain).
 *
 * @param confusion how many scores of a class are called each class: one row per true class, one
 *     value per called class
 * @param figures by {@link Metric}, which defines each
 */
public record ClassificationMetrics(List<List<Integer>> confusion, Map<Metric, Double> figures) {
  /** Copies its arguments. */
  public ClassificationMetrics {
    confusion = confusion.stream().map(List::copyOf).toList();
    Map<Metric, Double> copy = new EnumMap<>(Metric.class);
    copy.putAll(figures);
    figures = Collections.unmodifiableMap(copy);
  }

  /**
   * The metrics of the scores, whose order affects only rounding. Without scores there are two
   * classes.
   *
   * @throws IllegalArgumentException if scores differ in their number of classes
   */
  public static ClassificationMetrics of(List<Scored> scores) {
    return once(ScoreSheet.of(scores, patient -> 0));
  }

  /**
   * The metrics of one class, which is positive, against the rest. The probability is the class's;
   * a score is called positive if the class is called, which can happen at 0.5 or less.
   *
   * @throws IllegalArgumentException if scores differ in their number of classes, or there is no
   *     such class
   */
  public static ClassificationMetrics ofClass(List<Scored> scores, int c) {
    return once(ScoreSheet.ofClass(scores, c, patient -> 0));
  }

  private static ClassificationMetrics once(ScoreSheet sheet) {
    return sheet.metrics(new double[][] {{1}}, 1)[0];
  }

  /** How many classes there are, two or more. */
  public int classes() {
    return confusion.size();
  }

  /** How many scores there are. */
  public int n() {
    return confusion.stream().mapToInt(ClassificationMetrics::sum).sum();
  }

  /** How many scores of class {@code truth} are called class {@code called}. */
  public int confusion(int truth, int called) {
    return confusion.get(truth).get(called);
  }

  /** For two classes: how many scores are of class 1, abnormal. */
  public int positives() {
    return sum(confusion.get(1));
  }

  /** For two classes: abnormal and called abnormal. */
  public int tp() {
    return confusion(1, 1);
  }

  /** For two classes: normal but called abnormal. */
  public int fp() {
    return confusion(0, 1);
  }

  /** For two classes: normal and called normal. */
  public int tn() {
    return confusion(0, 0);
  }

  /** For two classes: abnormal but called normal. */
  public int fn() {
    return confusion(1, 0);
  }

  public double accuracy() {
    return Metric.ACCURACY.of(this);
  }

  public double sensitivity() {
    return Metric.SENSITIVITY.of(this);
  }

  public double specificity() {
    return Metric.SPECIFICITY.of(this);
  }

  public double auroc() {
    return Metric.AUROC.of(this);
  }

  public double kappa() {
    return Metric.KAPPA.of(this);
  }

  public double brier() {
    return Metric.BRIER.of(this);
  }

  public double ece() {
    return Metric.ECE.of(this);
  }

  public double meanCrossEntropy() {
    return Metric.LOSS.of(this);
  }

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }
}
