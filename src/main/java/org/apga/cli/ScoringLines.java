package org.apga.cli;

import static java.util.stream.Collectors.toMap;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.data.Example;
import org.apga.evaluation.EvaluationException;
import org.apga.evaluation.ImageReading;
import org.apga.evaluation.ScoredModel;
import org.apga.evaluation.TrainingImages;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.report.Measure;
import org.apga.report.RunReport;
import org.apga.report.TrialMetrics;

/** The lines that commands print about images and their scores. */
final class ScoringLines {
  private static final int UNREADABLE_SHOWN = 5;

  private ScoringLines() {}

  /**
   * Names the images that are left out.
   *
   * @throws EvaluationException if none is left
   */
  static void readings(
      String data, List<Example> examples, List<ImageReading> readings, PrintWriter print) {
    List<ImageReading> unreadable = readings.stream().filter(r -> !r.readable()).toList();
    if (unreadable.size() == readings.size()) {
      ImageReading first = unreadable.get(0);
      throw new EvaluationException(
          "Cannot score the images of %s: none of %s can be read, first %s: %s. Check the path"
              + " and the files; every machine must see them.",
          data, readings.size(), examples.get(first.image()).path(), first.reason());
    }
    if (!unreadable.isEmpty()) {
      print.println(
          "Left out  " + unreadable.size() + " of " + readings.size() + " images are unreadable");
    }
    unreadable.stream()
        .limit(UNREADABLE_SHOWN)
        .forEach(r -> print.println("  " + examples.get(r.image()).path() + ": " + r.reason()));
    if (unreadable.size() > UNREADABLE_SHOWN) {
      print.println("  and " + (unreadable.size() - UNREADABLE_SHOWN) + " more");
    }
  }

  /** Reports whether a model was trained on the images that it scored. */
  static String overlap(ScoredModel scored, TrainingImages training) {
    String title = scored.model().title();
    if (!scored.seenKnown()) {
      return "Overlap   not known for " + title + ": " + training.missing();
    }
    int images = scored.seen().size();
    if (scored.seenImages() == 0) {
      return String.format(
          "Overlap   none: %s was trained and selected on %s other images",
          title, training.count());
    }
    return String.format(
        "WARNING   %s was trained or selected on %s of these %s images (column seen_in): its"
            + " figures are not those of new images",
        title, scored.seenImages(), images);
  }

  /** The metrics of each model on these images, and of the folds of a seed together. */
  static List<String> figures(List<ScoredModel> scored, RunReport report) {
    Map<String, String> titles =
        scored.stream()
            .collect(toMap(one -> one.model().commit().trial(), one -> one.model().title()));
    return report.metrics().stream()
        .collect(
            toMap(
                TrialMetrics::trial,
                of -> of.cell() + " seed " + of.seed() + " folds together",
                (first, second) -> first,
                LinkedHashMap::new))
        .entrySet()
        .stream()
        .map(of -> figures(titles.getOrDefault(of.getKey(), of.getValue()), of.getKey(), report))
        .toList();
  }

  private static String figures(String title, String trial, RunReport report) {
    List<TrialMetrics> metrics = report.metrics();
    StringBuilder line = new StringBuilder("Scored    ").append(title);
    line.append(": ").append(percent(plain(metrics, trial, Measure.Level.IMAGE)));
    line.append(", ")
        .append(
            figure(report.classes().auroc(), Metric.AUROC, metrics, trial, Measure.Level.IMAGE));
    if (report.classes().haveOrder()) {
      line.append(", ")
          .append(
              figure(
                  "quadratic kappa", Metric.QUADRATIC_KAPPA, metrics, trial, Measure.Level.IMAGE));
    }
    line.append(", ")
        .append(figure("study kappa", Metric.KAPPA, metrics, trial, Measure.Level.STUDY));
    metrics.stream()
        .filter(m -> m.trial().equals(trial) && m.level() == Measure.Level.IMAGE)
        .filter(m -> m.scores() == Measure.ScoreKind.TTA)
        .forEach(m -> line.append("; with TTA ").append(percent(m)));
    return line.toString();
  }

  private static TrialMetrics plain(List<TrialMetrics> metrics, String trial, Measure.Level level) {
    return metrics.stream()
        .filter(m -> m.trial().equals(trial) && m.level() == level)
        .filter(m -> m.scores() == Measure.ScoreKind.PLAIN)
        .findFirst()
        .orElseThrow();
  }

  private static String percent(TrialMetrics metrics) {
    double accuracy = Metric.ACCURACY.of(metrics.metrics());
    return ApgaCommand.text("accuracy %.1f %%", 100 * accuracy)
        + interval(" (%.1f .. %.1f)", 100, Metric.ACCURACY, metrics);
  }

  private static String figure(
      String name, Metric metric, List<TrialMetrics> metrics, String trial, Measure.Level level) {
    TrialMetrics found = plain(metrics, trial, level);
    double value = metric.of(found.metrics());
    return Double.isNaN(value)
        ? name + " not defined"
        : ApgaCommand.text("%s %.3f", name, value) + interval(" (%.3f .. %.3f)", 1, metric, found);
  }

  private static String interval(String format, double factor, Metric metric, TrialMetrics of) {
    Interval interval = of.intervals().getOrDefault(metric, Interval.NONE);
    return interval.isKnown()
        ? ApgaCommand.text(format, factor * interval.low(), factor * interval.high())
        : "";
  }
}
