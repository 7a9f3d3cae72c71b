package org.apga.plan;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apga.config.GridConfig.SelectionMetric;

/**
 * The variant of each arm that is trained on the reported seeds, and all that were tried.
 *
 * @param run the run that tried them; empty if nothing is chosen
 * @param metric the selection metric
 * @param candidates in the order of the plan
 */
public record Choices(String run, SelectionMetric metric, List<Candidate> candidates) {
  /** The choices of a plan in which nothing is chosen. */
  public static final Choices NONE = new Choices("", SelectionMetric.LOSS, List.of());

  /** What a trial reached on the selection split. */
  public record Score(double score, double loss) {}

  /** Copies the list. */
  public Choices {
    candidates = List.copyOf(candidates);
  }

  /**
   * Chooses for each part, shot count and arm the variant with the best mean over the tuning seeds.
   * Of equal ones it chooses the one with the lower loss, then the one that was drawn first. A
   * variant that was dropped or has a seed that is not done is not chosen.
   *
   * @param tuning the trials of all variants
   * @param scores the scores of the trials that are done; those of a dropped variant at the epoch
   *     where it was dropped
   * @param epochs the number of epochs that each trial was trained for, as far as that is known
   * @param dropped the epoch at whose end each of these was dropped
   */
  public static Choices of(
      String run,
      SelectionMetric metric,
      List<Trial> tuning,
      Map<TrialId, Score> scores,
      Map<TrialId, Integer> epochs,
      Map<Cell, Integer> dropped) {
    List<Candidate> all = new ArrayList<>();
    for (Map<Cell, List<Trial>> variants : variants(tuning).values()) {
      List<Candidate> tried = new ArrayList<>();
      variants.forEach(
          (cell, trials) ->
              tried.add(
                  Candidate.of(cell, trials, trial -> scores.get(trial.id()))
                      .trained(
                          trials.stream().mapToInt(t -> epochs.getOrDefault(t.id(), 0)).sum(),
                          trials.stream().mapToInt(Choices::mostEpochs).sum(),
                          dropped.getOrDefault(cell, 0))));
      Candidate best =
          tried.stream()
              .filter(one -> one.isComplete() && one.droppedAt() == 0)
              // The first of equal ones.
              .min(Candidate.bestFirst(metric))
              .orElse(null);
      tried.forEach(one -> all.add(one.chosen(tried.size(), one.equals(best))));
    }
    return new Choices(run, metric, all);
  }

  private static int mostEpochs(Trial trial) {
    return Integer.parseInt(trial.identity().getOrDefault("train.epochs", "0"));
  }

  /** Returns the trials by part, shot count and arm (a cell without a variant), then by variant. */
  public static Map<Cell, Map<Cell, List<Trial>>> variants(List<Trial> tuning) {
    Map<Cell, Map<Cell, List<Trial>>> arms = new LinkedHashMap<>();
    for (Trial trial : tuning) {
      arms.computeIfAbsent(trial.cell().plain(), arm -> new LinkedHashMap<>())
          .computeIfAbsent(trial.cell(), cell -> new ArrayList<>())
          .add(trial);
    }
    return arms;
  }

  /** Returns whether nothing is chosen. */
  public boolean isEmpty() {
    return candidates.isEmpty();
  }

  /** Returns the cells that were chosen, with their variants' names. */
  public Set<Cell> chosen() {
    return candidates.stream()
        .filter(Candidate::chosen)
        .map(Candidate::cell)
        .collect(Collectors.toSet());
  }

  /** Returns the cells of the grid, without variants, for which no variant could be chosen. */
  public List<Cell> open() {
    Set<Cell> known = chosen().stream().map(Cell::plain).collect(Collectors.toSet());
    return candidates.stream()
        .map(one -> one.cell().plain())
        .distinct()
        .filter(cell -> !known.contains(cell))
        .toList();
  }

  /** Returns one line per chosen variant, for the plan's identity. */
  String text() {
    // The time at which the variants were tried is not part of it.
    String plan = run.substring(run.lastIndexOf('-') + 1);
    return candidates.stream()
        .filter(Candidate::chosen)
        .map(
            one -> one.cell() + " of " + one.tried() + " by " + metric + " in " + plan + drops(one))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** Returns how many variants of the same cell were dropped at which epochs; empty if none was. */
  private String drops(Candidate one) {
    SortedMap<Integer, Long> drops =
        candidates.stream()
            .filter(rival -> rival.cell().plain().equals(one.cell().plain()))
            .filter(rival -> rival.droppedAt() > 0)
            .collect(groupingBy(Candidate::droppedAt, TreeMap::new, counting()));
    return drops.isEmpty() ? "" : ", dropped at " + drops;
  }
}
