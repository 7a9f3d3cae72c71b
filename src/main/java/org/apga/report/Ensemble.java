package org.apga.report;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;

/**
 * The metrics of the mean probability of a cell's models on the test split.
 *
 * @param models number of models that were averaged
 * @param asked number of models that were requested
 * @param adjusted how the mean was adjusted, with a value fitted on the selection split
 * @param value the fitted temperature or threshold; NaN if nothing was fitted
 * @param patients number of patients that were resampled
 * @param intervals over patients; the models and the fitted value are not resampled
 */
public record Ensemble(
    CellName cell,
    int models,
    int asked,
    Level level,
    ScoreKind scores,
    Adjustment adjusted,
    double value,
    ClassificationMetrics metrics,
    int patients,
    Map<Metric, Interval> intervals) {

  /** Copies the intervals. */
  public Ensemble {
    Map<Metric, Interval> copy = new EnumMap<>(Metric.class);
    copy.putAll(intervals);
    intervals = copy;
  }

  /** How a probability was adjusted. */
  public enum Adjustment {
    /** Not adjusted. */
    NONE,
    /** Its logit is divided by a temperature; calls do not change. */
    TEMPERATURE,
    /**
     * With two classes: abnormal is called over a fitted threshold; the value is no longer a
     * probability.
     */
    THRESHOLD;

    /** Its name in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a metric is meaningful for such scores. */
    boolean keeps(Metric metric) {
      return this != THRESHOLD
          || (metric != Metric.BRIER && metric != Metric.ECE && metric != Metric.LOSS);
    }
  }
}
