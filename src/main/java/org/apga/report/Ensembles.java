package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
 * Models of a cell asked together: the mean of their probabilities, from the table of predictions
 * alone. Temperature and threshold are fitted to the same mean on the selection split.
 */
final class Ensembles {
  private static final String SELECTION = "selection";

  private final TrialGrid grid;
  private final Predictions predictions;
  private final EnsembleChoice choice;
  private final Resampling resampling;

  Ensembles(RunResults results, EnsembleChoice choice, Resampling resampling) {
    this.grid = TrialGrid.of(results.trials(), results.choices());
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
    List<Scored> selection = predictions.mean(trials, SELECTION, level, scores);
    if (selection.stream().mapToInt(Scored::label).distinct().count() < 2) {
      return;
    }
    double temperature = Calibration.temperature(selection);
    if (!Double.isNaN(temperature)) {
      tasks.add(
          new Task(
              level,
              scores,
              Adjustment.TEMPERATURE,
              temperature,
              each(test, score -> Calibration.at(temperature, score))));
    }
    double threshold = Calibration.threshold(selection, choice.sensitivity());
    tasks.add(
        new Task(
            level,
            scores,
            Adjustment.THRESHOLD,
            threshold,
            each(test, score -> Calibration.calledOver(threshold, score))));
  }

  private static List<Scored> each(List<Scored> scores, UnaryOperator<Scored> change) {
    return scores.stream().map(change).toList();
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
