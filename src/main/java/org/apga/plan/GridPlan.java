package org.apga.plan;

import java.util.List;
import java.util.SortedMap;

/**
 * The list of trials of one run, fixed and stored before the first trial.
 *
 * @param hash hash of the trials' ids: the same trials have the same hash in any order
 * @param trials baselines come before the trials that start from them
 * @param settings the resolved configuration
 * @param manifestHash hash of the data set
 * @param codeHash hash of the packages that decide numbers
 * @param choices the variants that were chosen from those tried; none if all variants are planned
 */
public record GridPlan(
    String hash,
    List<Planned> trials,
    SortedMap<String, String> settings,
    String manifestHash,
    String codeHash,
    Choices choices) {
  /** Makes a plan in which nothing was chosen. */
  public GridPlan(
      String hash,
      List<Planned> trials,
      SortedMap<String, String> settings,
      String manifestHash,
      String codeHash) {
    this(hash, trials, settings, manifestHash, codeHash, Choices.NONE);
  }

  /** A trial and the decision about it. */
  public record Planned(Trial trial, Decision decision) {}

  public List<Trial> toTrain() {
    return trials.stream().filter(p -> p.decision().trains()).map(Planned::trial).toList();
  }

  /** Returns the number of trials that need no training. */
  public int settled() {
    return trials.size() - toTrain().size();
  }

  /** Returns the same plan with other decisions. */
  public GridPlan with(List<Planned> decided) {
    return new GridPlan(hash, decided, settings, manifestHash, codeHash, choices);
  }

  public long count(Decision.Kind kind) {
    return trials.stream().filter(p -> p.decision().kind() == kind).count();
  }
}
