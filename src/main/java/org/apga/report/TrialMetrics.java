package org.apga.report;

import java.util.List;
import java.util.Map;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;

/**
 * The metrics of one trial on one split.
 *
 * @param split {@code selection} or {@code test}
 * @param patients number of patients that were resampled
 * @param intervals over patients, one for each metric
 * @param classes each class against all others, in the order of labels; empty if there are two
 */
public record TrialMetrics(
    CellName cell,
    long seed,
    String trial,
    String split,
    Level level,
    ScoreKind scores,
    ClassificationMetrics metrics,
    int patients,
    Map<Metric, Interval> intervals,
    List<OfClass> classes) {

  /** Copies the list. */
  public TrialMetrics {
    classes = List.copyOf(classes);
  }

  /**
   * One class, which is positive, against all others.
   *
   * @param intervals over patients, one for each metric of two classes
   */
  public record OfClass(ClassificationMetrics metrics, Map<Metric, Interval> intervals) {}
}
