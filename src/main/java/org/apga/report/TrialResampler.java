package org.apga.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.commons.collections4.ListUtils;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.apga.metrics.stats.PatientBootstrap;
import org.apga.metrics.stats.Replicates;
import org.apga.metrics.stats.Resampled;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;

/**
 * Measures completed trials on their splits and in resamples of their patients. The trials of a
 * part share the draws, whatever their arm, shot and variant.
 */
final class TrialResampler {
  /** Number of sheets measured at once; the resampled metrics of 64 take 8 MB of memory. */
  private static final int SHEETS = 64;

  private final TrialGrid grid;
  private final Predictions predictions;
  private final Resampling resampling;

  /** Each patient's position in the draws, by part and split. */
  private final Map<String, SortedMap<String, Map<String, Integer>>> patients = new HashMap<>();

  /** The test split's measures in every resample of its patients, by trial. */
  static class TestReplicates {
    private final Map<String, Map<Measure, Resampled>> trials = new HashMap<>();

    void put(String trial, Measure measure, Resampled values) {
      trials.computeIfAbsent(trial, t -> new HashMap<>()).put(measure, values);
    }

    void remove(String trial) {
      trials.remove(trial);
    }

    /** Without values if the trial has no predictions. */
    Resampled of(String trial, Measure measure) {
      return trials.getOrDefault(trial, Map.of()).getOrDefault(measure, Resampled.NONE);
    }

    /** First minus second, one value per resample; empty if either has no predictions. */
    double[] difference(String first, String second, Measure measure) {
      return of(first, measure).minus(of(second, measure)).values();
    }
  }

  /**
   * The figures of a cell's trials.
   *
   * @param metrics by split
   */
  record Measured(Map<String, List<TrialMetrics>> metrics, List<MeanIntervals> intervals) {
    static final Measured NOTHING = new Measured(Map.of(), List.of());
  }

  private record Task(
      CellName cell,
      long seed,
      String trial,
      String split,
      Level level,
      ScoreKind scores,
      List<Scored> scored) {
    int classes() {
      return scored.get(0).classes();
    }

    /** Whether a page shows confusion matrices. */
    boolean hasMatrix() {
      return classes() > 2
          && split.equals(Predictions.TEST)
          && level == Level.IMAGE
          && scores == ScoreKind.PLAIN;
    }
  }

  TrialResampler(TrialGrid grid, Predictions predictions, Resampling resampling) {
    this.grid = grid;
    this.predictions = predictions;
    this.resampling = resampling;
    // The patients of all trials, so that draws do not depend on the order of measuring.
    for (String part : grid.parts()) {
      Map<String, Set<String>> names = new HashMap<>();
      for (CellName cell : grid.cells()) {
        if (cell.part().equals(part)) {
          grid.completed(cell).values().stream()
              .map(trial -> trial.text("trial"))
              .forEach(trial -> predictions.addPatients(trial, names));
        }
      }
      SortedMap<String, Map<String, Integer>> places = new TreeMap<>();
      names.forEach((split, of) -> places.put(split, places(of)));
      patients.put(part, places);
    }
  }

  /** The splits for which trials of a part have predictions, by name. */
  Set<String> splits(String part) {
    return patients.getOrDefault(part, new TreeMap<>()).keySet();
  }

  /**
   * Measures the trials of a cell.
   *
   * @param replicates receives the resampled measures of the test split
   */
  Measured measure(CellName cell, TestReplicates replicates) {
    Map<String, List<TrialMetrics>> bySplit = new HashMap<>();
    List<MeanIntervals> intervals = new ArrayList<>();
    patients
        .getOrDefault(cell.part(), new TreeMap<>())
        .forEach(
            (split, places) -> {
              List<Task> tasks = new ArrayList<>();
              grid.completed(cell).forEach((seed, trial) -> add(tasks, cell, seed, trial, split));
              List<TrialMetrics> metrics = new ArrayList<>();
              Map<List<Object>, List<MeanIntervals.OfSeed>> seeds = new LinkedHashMap<>();
              for (List<Task> some : ListUtils.partition(tasks, atOnce(tasks))) {
                List<List<Replicates>> all = resample(some, cell.part(), split, places);
                metrics.addAll(
                    IntStream.range(0, some.size())
                        .parallel()
                        .mapToObj(i -> metrics(some.get(i), all.get(i)))
                        .toList());
                for (int i = 0; i < some.size(); i++) {
                  Task task = some.get(i);
                  List<Replicates> of = all.get(i);
                  seeds
                      .computeIfAbsent(List.of(task.level, task.scores), t -> new ArrayList<>())
                      .add(
                          MeanIntervals.OfSeed.of(
                              of.get(0), of.subList(1, of.size()), task.hasMatrix()));
                  if (split.equals(Predictions.TEST)) {
                    keep(task, of.get(0), replicates);
                  }
                }
              }
              bySplit.put(split, metrics);
              seeds.forEach(
                  (of, some) ->
                      metrics.stream()
                          .filter(one -> of.equals(List.of(one.level(), one.scores())))
                          .findFirst()
                          .map(first -> MeanIntervals.of(first, some, resampling))
                          .ifPresent(intervals::add));
            });
    return new Measured(bySplit, intervals);
  }

  private static int perClass(Task task) {
    return task.classes() > 2 ? task.classes() : 0;
  }

  /** The number of tasks whose sheets are measured at once. */
  private static int atOnce(List<Task> tasks) {
    int classes = tasks.isEmpty() ? 2 : tasks.get(0).classes();
    return classes == 2 ? SHEETS : Math.max(1, SHEETS / (1 + classes));
  }

  /**
   * The metrics of each task in resamples of a part's patients: first over all classes; with more
   * than two classes, then each class against all others.
   */
  private List<List<Replicates>> resample(
      List<Task> tasks, String part, String split, Map<String, Integer> places) {
    List<List<ScoreSheet>> sheets =
        tasks.parallelStream().map(task -> sheets(task, places)).toList();
    List<Replicates> all =
        PatientBootstrap.of(resampling, part, split)
            .replicates(sheets.stream().flatMap(List::stream).toList(), places.size());
    List<List<Replicates>> byTask = new ArrayList<>();
    int from = 0;
    for (List<ScoreSheet> of : sheets) {
      byTask.add(all.subList(from, from + of.size()));
      from += of.size();
    }
    return byTask;
  }

  private static List<ScoreSheet> sheets(Task task, Map<String, Integer> places) {
    ToIntFunction<String> place = name -> places.getOrDefault(name, -1);
    List<ScoreSheet> sheets = new ArrayList<>();
    sheets.add(ScoreSheet.of(task.scored, place));
    for (int c = 0; c < perClass(task); c++) {
      sheets.add(ScoreSheet.ofClass(task.scored, c, place));
    }
    return sheets;
  }

  /** The resampled metrics of lists of scores, each for some of a part's test images. */
  List<Replicates> tested(List<List<Scored>> lists, String part) {
    Map<String, Integer> places =
        patients.getOrDefault(part, new TreeMap<>()).getOrDefault(Predictions.TEST, Map.of());
    return resample(lists, resampling, part, Predictions.TEST, places);
  }

  /** The metrics of each list of scores in resamples of all their patients. */
  static List<Replicates> resample(
      List<List<Scored>> lists, Resampling resampling, String part, String split) {
    Set<String> names = new HashSet<>();
    lists.forEach(list -> list.forEach(score -> names.add(score.patient())));
    return resample(lists, resampling, part, split, places(names));
  }

  private static List<Replicates> resample(
      List<List<Scored>> lists,
      Resampling resampling,
      String part,
      String split,
      Map<String, Integer> places) {
    List<ScoreSheet> sheets =
        lists.parallelStream()
            .map(list -> ScoreSheet.of(list, name -> places.getOrDefault(name, -1)))
            .toList();
    return PatientBootstrap.of(resampling, part, split).replicates(sheets, places.size());
  }

  /** Positions by name, so that draws depend neither on scores nor on which trials exist. */
  private static Map<String, Integer> places(Set<String> names) {
    Map<String, Integer> places = new HashMap<>();
    new TreeSet<>(names).forEach(name -> places.put(name, places.size()));
    return places;
  }

  private void add(List<Task> tasks, CellName cell, long seed, Row row, String split) {
    String trial = row.text("trial");
    for (Level level : Level.values()) {
      for (ScoreKind scores : ScoreKind.values()) {
        List<Scored> scored = predictions.of(trial, split, level, scores);
        if (!scored.isEmpty()) {
          tasks.add(new Task(cell, seed, trial, split, level, scores, scored));
        }
      }
    }
  }

  /**
   * @param all over all classes; with more than two, then each class against all others
   */
  private static TrialMetrics metrics(Task task, List<Replicates> all) {
    Replicates of = all.get(0);
    return new TrialMetrics(
        task.cell,
        task.seed,
        task.trial,
        task.split,
        task.level,
        task.scores,
        of.estimate(),
        of.patients(),
        of.intervals(),
        all.stream()
            .skip(1)
            .map(one -> new TrialMetrics.OfClass(one.estimate(), one.intervals()))
            .toList());
  }

  private static void keep(Task task, Replicates of, TestReplicates replicates) {
    Arrays.stream(Measure.values())
        .filter(measure -> measure.isOf(task.level, task.scores))
        .forEach(measure -> replicates.put(task.trial, measure, of.resampled(measure.metric())));
  }
}
