package org.apga.trial;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.config.Shots;
import org.apga.plan.Cell;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.QualifiedPaths;
import org.jspecify.annotations.Nullable;

/**
 * All an executor is told of a trial, as text and numbers.
 *
 * @param baseline id of the trial it starts from; null for a baseline
 * @param identity everything that decides its numbers
 * @param settings the resolved configuration
 * @param manifestHash of the data set that was planned
 */
public record TrialRequest(
    String id,
    String part,
    String arm,
    String shots,
    long seed,
    @Nullable String baseline,
    SortedMap<String, String> identity,
    SortedMap<String, String> settings,
    String manifestHash) {

  /**
   * What the executor of {@code trial} is told.
   *
   * @param places settings that name files, as they read from any working folder: {@link
   *     QualifiedPaths}
   */
  public static TrialRequest of(Trial trial, GridPlan plan, Map<String, String> places) {
    SortedMap<String, String> settings = new TreeMap<>(plan.settings());
    settings.putAll(places);
    TrialId baseline = trial.baseline();
    return new TrialRequest(
        trial.id().value(),
        trial.cell().part(),
        trial.cell().arm().label(),
        trial.cell().shots().label(),
        trial.seed(),
        baseline == null ? null : baseline.value(),
        trial.identity(),
        settings,
        plan.manifestHash());
  }

  Trial trial() {
    return new Trial(
        new TrialId(id),
        new Cell(part, Arm.of(arm), Shots.of(shots)),
        seed,
        baseline == null ? null : new TrialId(baseline),
        identity);
  }
}
