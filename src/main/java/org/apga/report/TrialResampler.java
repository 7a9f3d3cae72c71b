package org.apga.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apga.metrics.Metric;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.PatientBootstrap;
import org.apga.metrics.stats.Replicates;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;

/**
 * Measures every completed trial on its splits and in resamples of their patients. The trials of a
 * part share the draws, whatever their arm and shot.
 */
record TrialResampler(
    TrialGrid grid,
    Predictions predictions,
    Resampling resampling,
    List<TrialMetrics> metrics,
    TestReplicates replicates) {

  /** Values of the test split's measures in every resample of its patients, by trial. */
  static final class TestReplicates {
    private final Map<String, Map<Measure, double[]>> trials = new HashMap<>();

    void put(String trial, Measure measure, double[] values) {
      trials.computeIfAbsent(trial, t -> new HashMap<>()).put(measure, values);
    }

    /** A value a resample; none where the trial has no predictions. */
    double[] of(String trial, Measure measure) {
      return trials.getOrDefault(trial, Map.of()).getOrDefault(measure, new double[0]);
    }

    /** First minus second, a value a resample; none where one of them has no predictions. */
    double[] difference(String first, String second, Measure measure) {
      double[] one = of(first, measure);
      double[] other = of(second, measure);
      if (one.length != other.length) {
        return new double[0];
      }
      double[] difference = new double[one.length];
      for (int i = 0; i < one.length; i++) {
        difference[i] = one[i] - other[i];
      }
      return difference;
    }
  }

  private record Task(
      CellName cell, long seed, String trial, Level level, ScoreKind scores, List<Scored> scored) {}

  static TrialResampler of(TrialGrid grid, Predictions predictions, Resampling resampling) {
    TrialResampler resampler =
        new TrialResampler(grid, predictions, resampling, new ArrayList<>(), new TestReplicates());
    for (String part : grid.parts()) {
      for (String split : resampler.splits(part)) {
        resampler.resample(part, split);
      }
    }
    return resampler;
  }

  private List<CellName> cells(String part) {
    return grid.cells().stream().filter(cell -> cell.part().equals(part)).toList();
  }

  private SortedSet<String> splits(String part) {
    return cells(part).stream()
        .flatMap(cell -> grid.completed(cell).values().stream())
        .flatMap(trial -> predictions.splits(trial.text("trial")).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void resample(String part, String split) {
    List<Task> tasks = new ArrayList<>();
    for (CellName cell : cells(part)) {
      grid.completed(cell).forEach((seed, trial) -> add(tasks, cell, seed, trial, split));
    }
    List<Replicates> all =
        resample(tasks.stream().map(Task::scored).toList(), resampling, part, split);
    for (int i = 0; i < tasks.size(); i++) {
      keep(tasks.get(i), split, all.get(i));
    }
  }

  /** The metrics of each list of scores in resamples of all their patients. */
  static List<Replicates> resample(
      List<List<Scored>> lists, Resampling resampling, String part, String split) {
    // By name, so that no draw depends on what a network said or on which trials there are.
    SortedSet<String> names = new TreeSet<>();
    lists.forEach(list -> list.forEach(score -> names.add(score.patient())));
    Map<String, Integer> places = new HashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    List<ScoreSheet> sheets =
        lists.stream()
            .map(list -> ScoreSheet.of(list, name -> places.getOrDefault(name, -1)))
            .toList();
    return PatientBootstrap.of(resampling, part, split).replicates(sheets, names.size());
  }

  private void add(List<Task> tasks, CellName cell, long seed, Row row, String split) {
    String trial = row.text("trial");
    for (Level level : Level.values()) {
      for (ScoreKind scores : ScoreKind.values()) {
        List<Scored> scored = predictions.of(trial, split, level, scores);
        if (!scored.isEmpty()) {
          tasks.add(new Task(cell, seed, trial, level, scores, scored));
        }
      }
    }
  }

  private void keep(Task task, String split, Replicates of) {
    Map<Metric, Interval> intervals = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      intervals.put(metric, of.interval(metric));
    }
    metrics.add(
        new TrialMetrics(
            task.cell,
            task.seed,
            task.trial,
            split,
            task.level,
            task.scores,
            of.estimate(),
            of.patients(),
            intervals));
    if (split.equals(Predictions.TEST)) {
      Arrays.stream(Measure.values())
          .filter(measure -> measure.isOf(task.level, task.scores))
          .forEach(measure -> replicates.put(task.trial, measure, of.of(measure.metric())));
    }
  }
}
