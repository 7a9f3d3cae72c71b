package org.apga.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.Halving;

/**
 * The state of successive halving for the variants of one part, shot count and arm. It depends only
 * on what is stored of their trials, so that a later run gets the same result.
 *
 * @param until the epoch up to which the variants that are left are trained next
 * @param isDecided whether no more are dropped; then {@code until} is the last epoch
 * @param dropped the epoch at whose end each of the others was dropped
 */
public record Standing(int until, boolean isDecided, Map<Cell, Integer> dropped) {
  /** Copies the map. */
  public Standing {
    dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
  }

  /**
   * Drops variants rung by rung, up to the first rung that some trial of a remaining variant has
   * not reached. A variant with a failed seed is dropped at the next rung.
   *
   * @param variants the trials of each variant, in the order of the plan
   * @param courses the courses of these trials; a trial without one has not begun
   */
  public static Standing of(
      Halving halving,
      SelectionMetric metric,
      Map<Cell, List<Trial>> variants,
      Map<TrialId, Course> courses) {
    Map<Cell, Integer> dropped = new LinkedHashMap<>();
    List<Cell> left = new ArrayList<>(variants.keySet());
    int kept = left.size();
    for (int rung : halving.rungs(variants.size())) {
      List<Candidate> there = new ArrayList<>();
      for (Cell cell : left) {
        List<Trial> trials = variants.getOrDefault(cell, List.of());
        if (!trials.stream().allMatch(trial -> course(courses, trial).reaches(rung))) {
          return new Standing(rung, false, dropped);
        }
        there.add(Candidate.of(cell, trials, trial -> course(courses, trial).at(rung)));
      }
      kept = halving.kept(kept);
      Set<Cell> best =
          there.stream()
              .filter(Candidate::isComplete)
              .sorted(Candidate.bestFirst(metric))
              .limit(kept)
              .map(Candidate::cell)
              .collect(Collectors.toSet());
      left.stream().filter(cell -> !best.contains(cell)).forEach(cell -> dropped.put(cell, rung));
      left.retainAll(best);
    }
    return new Standing(halving.epochs(), true, dropped);
  }

  private static Course course(Map<TrialId, Course> courses, Trial trial) {
    return courses.getOrDefault(trial.id(), Course.NOTHING);
  }
}
