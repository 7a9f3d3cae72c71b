package org.apga.plan;

import java.util.List;
import java.util.SortedMap;

/**
 * What one run does: frozen and stored before the first trial.
 *
 * @param hash of the trials' ids: the same trials have the same hash, in whatever order they are
 *     named
 * @param trials baselines before what starts from them
 * @param settings the resolved configuration
 * @param manifestHash of the data set
 * @param codeHash of the packages that decide numbers
 * @param choices which variants are planned of those that were tried; none where all are
 */
public record GridPlan(
    String hash,
    List<Planned> trials,
    SortedMap<String, String> settings,
    String manifestHash,
    String codeHash,
    Choices choices) {
  /** A plan in which nothing was chosen. */
  public GridPlan(
      String hash,
      List<Planned> trials,
      SortedMap<String, String> settings,
      String manifestHash,
      String codeHash) {
    this(hash, trials, settings, manifestHash, codeHash, Choices.NONE);
  }

  /** A trial and what is done with it. */
  public record Planned(Trial trial, Decision decision) {}

  public List<Trial> toTrain() {
    return trials.stream().filter(p -> p.decision().trains()).map(Planned::trial).toList();
  }

  /** Trials that need no training. */
  public int settled() {
    return trials.size() - toTrain().size();
  }

  /** The same with other decisions. */
  public GridPlan with(List<Planned> decided) {
    return new GridPlan(hash, decided, settings, manifestHash, codeHash, choices);
  }

  public long count(Decision.Kind kind) {
    return trials.stream().filter(p -> p.decision().kind() == kind).count();
  }
}
