package org.apga.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apga.config.GridConfig.SelectionMetric;
import org.jspecify.annotations.Nullable;

/**
 * Which variant of each arm is trained on the reported seeds, and of which it is the best.
 *
 * @param run that tried them; empty where nothing is chosen
 * @param metric that decides
 * @param candidates in the order of the plan
 */
public record Choices(String run, SelectionMetric metric, List<Candidate> candidates) {
  /** Of a plan in which nothing is chosen. */
  public static final Choices NONE = new Choices("", SelectionMetric.LOSS, List.of());

  /** What a trial reached on the selection split. */
  public record Score(double score, double loss) {}

  /** Copies the list. */
  public Choices {
    candidates = List.copyOf(candidates);
  }

  /**
   * Chooses for each part, shots and arm the variant with the best mean over the tuning seeds: of
   * those that are alike the one with the lower loss, then the one that was drawn first. A variant
   * with a seed that is not done is not chosen.
   *
   * @param tuning the trials of all variants
   * @param scores of those that are done, by trial
   */
  public static Choices of(
      String run, SelectionMetric metric, List<Trial> tuning, Map<TrialId, Score> scores) {
    Map<Cell, Map<Cell, List<Trial>>> arms = new LinkedHashMap<>();
    for (Trial trial : tuning) {
      arms.computeIfAbsent(trial.cell().plain(), arm -> new LinkedHashMap<>())
          .computeIfAbsent(trial.cell(), cell -> new ArrayList<>())
          .add(trial);
    }
    List<Candidate> all = new ArrayList<>();
    for (Map<Cell, List<Trial>> variants : arms.values()) {
      List<Candidate> tried = new ArrayList<>();
      variants.forEach((cell, trials) -> tried.add(candidate(cell, trials, scores)));
      Candidate best = best(tried, metric);
      tried.forEach(one -> all.add(one.chosen(tried.size(), one.equals(best))));
    }
    return new Choices(run, metric, all);
  }

  private static @Nullable Candidate best(List<Candidate> tried, SelectionMetric metric) {
    Comparator<Candidate> byScore = Comparator.comparingDouble(Candidate::score);
    // The first of those that are alike.
    return tried.stream()
        .filter(one -> !Double.isNaN(one.score()))
        .min(
            (metric == SelectionMetric.LOSS ? byScore : byScore.reversed())
                .thenComparingDouble(Candidate::loss))
        .orElse(null);
  }

  private static Candidate candidate(Cell cell, List<Trial> trials, Map<TrialId, Score> scores) {
    SortedMap<Long, Double> bySeed = new TreeMap<>();
    double sum = 0;
    double loss = 0;
    for (Trial trial : trials) {
      Score score = scores.get(trial.id());
      if (score == null) {
        sum = Double.NaN;
      } else {
        bySeed.put(trial.seed(), score.score());
        sum += score.score();
        loss += score.loss();
      }
    }
    return new Candidate(
        cell, bySeed, sum / trials.size(), loss / Math.max(1, bySeed.size()), false, 0);
  }

  /** Whether something is chosen. */
  public boolean isEmpty() {
    return candidates.isEmpty();
  }

  /** Cells that were chosen, with their variants' own names. */
  public Set<Cell> chosen() {
    return candidates.stream()
        .filter(Candidate::chosen)
        .map(Candidate::cell)
        .collect(Collectors.toSet());
  }

  /** Cells of the grid, without variants, of which no variant could be chosen. */
  public List<Cell> open() {
    Set<Cell> known = chosen().stream().map(Cell::plain).collect(Collectors.toSet());
    return candidates.stream()
        .map(one -> one.cell().plain())
        .distinct()
        .filter(cell -> !known.contains(cell))
        .toList();
  }

  /** In a line each: what belongs to the plan's identity. */
  String text() {
    // When the variants were tried makes no difference.
    String plan = run.substring(run.lastIndexOf('-') + 1);
    return candidates.stream()
        .filter(Candidate::chosen)
        .map(one -> one.cell() + " of " + one.tried() + " by " + metric + " in " + plan)
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
