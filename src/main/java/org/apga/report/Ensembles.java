package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.apga.metrics.Calibration;
import org.apga.metrics.Metric;
import org.apga.metrics.Scored;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Replicates;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Ensemble.Adjustment;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;

/**
 * Ensembles of the models of a cell: the mean of their probabilities, from the table of predictions
 * alone. Temperature and threshold are fitted to the same mean on the selection split; with folds,
 * each fold's selection split is used for its test images. Neither is fitted if seeds have splits
 * of their own, because an image for selection in one was trained on in another.
 */
final class Ensembles {
  private static final String SELECTION = "selection";

  private final TrialGrid grid;
  private final Predictions predictions;
  private final EnsembleChoice choice;
  private final Resampling resampling;

  Ensembles(RunResults results, EnsembleChoice choice, Resampling resampling) {
    this.grid = TrialGrid.of(results);
    this.predictions = results.predictions();
    this.choice = choice;
    this.resampling = resampling;
  }

  /** An adjusted mean of a level and kind of scores. */
  private record Task(
      Level level, ScoreKind scores, Adjustment adjusted, double value, List<Scored> scored) {}

  List<Ensemble> all() {
    List<Ensemble> all = new ArrayList<>();
    for (CellName cell : choice.seeds().isEmpty() ? List.<CellName>of() : grid.cells()) {
      List<String> trials =
          grid.completed(cell).entrySet().stream()
              .filter(trial -> choice.seeds().contains(trial.getKey()))
              .map(trial -> trial.getValue().text("trial"))
              .toList();
      List<Task> tasks = new ArrayList<>();
      for (Level level : Level.values()) {
        for (ScoreKind scores : ScoreKind.values()) {
          add(tasks, trials, level, scores);
        }
      }
      List<Replicates> replicates =
          TrialResampler.resample(
              tasks.stream().map(Task::scored).toList(), resampling, cell.part(), Predictions.TEST);
      for (int i = 0; i < tasks.size(); i++) {
        all.add(ensemble(cell, trials.size(), tasks.get(i), replicates.get(i)));
      }
    }
    return all;
  }

  private void add(List<Task> tasks, List<String> trials, Level level, ScoreKind scores) {
    List<Scored> test = predictions.mean(trials, Predictions.TEST, level, scores);
    if (test.isEmpty()) {
      return;
    }
    tasks.add(new Task(level, scores, Adjustment.NONE, Double.NaN, test));
    List<Fitted> folds = folds(trials, level, scores);
    adjust(folds, Calibration::temperature, Calibration::at)
        .ifPresent(of -> tasks.add(of.task(level, scores, Adjustment.TEMPERATURE)));
    if (test.get(0).classes() > 2) {
      return;
    }
    adjust(
            folds,
            selection -> Calibration.threshold(selection, choice.sensitivity()),
            Calibration::calledOver)
        .ifPresent(of -> tasks.add(of.task(level, scores, Adjustment.THRESHOLD)));
  }

  /** A value that is fitted to {@code selection} is applied to {@code test}. */
  private record Fitted(List<Scored> selection, List<Scored> test) {}

  /** One per fold, or a single one without folds; empty if the seeds' splits differ. */
  private List<Fitted> folds(List<String> trials, Level level, ScoreKind scores) {
    List<List<String>> members = trials.stream().map(predictions::folds).toList();
    List<Fitted> folds = new ArrayList<>();
    for (int i = 0; i < members.get(0).size(); i++) {
      int fold = i;
      List<String> models = members.stream().map(of -> of.get(fold)).toList();
      List<Scored> selection = predictions.mean(models, SELECTION, level, scores);
      List<Scored> test = predictions.mean(models, Predictions.TEST, level, scores);
      if (test.isEmpty() || selection.stream().mapToInt(Scored::label).distinct().count() < 2) {
        return List.of();
      }
      folds.add(new Fitted(selection, test));
    }
    return folds;
  }

  /**
   * Adjusted scores.
   *
   * @param value that was fitted; with folds, the mean
   */
  private record Adjusted(double value, List<Scored> scored) {
    Task task(Level level, ScoreKind scores, Adjustment adjusted) {
      return new Task(level, scores, adjusted, value, scored);
    }
  }

  private static Optional<Adjusted> adjust(
      List<Fitted> folds,
      ToDoubleFunction<List<Scored>> fit,
      BiFunction<Double, Scored, Scored> apply) {
    List<Scored> scored = new ArrayList<>();
    double sum = 0;
    for (Fitted fold : folds) {
      double value = fit.applyAsDouble(fold.selection);
      if (Double.isNaN(value)) {
        return Optional.empty();
      }
      fold.test.forEach(score -> scored.add(apply.apply(value, score)));
      sum += value;
    }
    return folds.isEmpty()
        ? Optional.empty()
        : Optional.of(new Adjusted(sum / folds.size(), scored));
  }

  private Ensemble ensemble(CellName cell, int models, Task task, Replicates of) {
    Map<Metric, Interval> intervals = of.intervals();
    intervals.keySet().removeIf(metric -> !task.adjusted().keeps(metric));
    return new Ensemble(
        cell,
        models,
        choice.seeds().size(),
        task.level(),
        task.scores(),
        task.adjusted(),
        task.value(),
        of.estimate(),
        of.patients(),
        intervals);
  }
}
