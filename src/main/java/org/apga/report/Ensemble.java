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
 * What the mean probability of a cell's models reaches on the test split.
 *
 * @param models that were averaged
 * @param asked for
 * @param adjusted what was done to the mean by what the selection split tells
 * @param value that was fitted there: a temperature or a threshold; NaN where nothing was
 * @param patients that were resampled
 * @param intervals over patients, with the models, and what was fitted, as they are
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

  /** What was done to a probability. */
  public enum Adjustment {
    /** Nothing. */
    NONE,
    /** Divided its logit by a temperature: calls stay. */
    TEMPERATURE,
    /** Of two classes: called abnormal over a threshold of its own; only calls mean something. */
    THRESHOLD;

    /** Its name in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a metric means something of such scores. */
    boolean keeps(Metric metric) {
      return this != THRESHOLD
          || (metric != Metric.BRIER && metric != Metric.ECE && metric != Metric.LOSS);
    }
  }
}
