package org.apga.trial;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.config.Variation;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;

/**
 * All an executor is told of a trial.
 *
 * @param settings the resolved configuration, with those of its variant
 * @param manifestHash of the data set that was planned
 * @param until the epoch at whose end it stores where it is and ends, though it may go on later;
 *     {@link #TO_THE_END} for none
 */
public record TrialRequest(
    Trial trial, SortedMap<String, String> settings, String manifestHash, int until) {
  /** In place of an epoch: the trial is trained to its end. */
  public static final int TO_THE_END = Integer.MAX_VALUE;

  /**
   * What the executor of {@code trial} is told, which is to be trained to its end.
   *
   * @param places settings that name files, as they read from any working folder: {@link
   *     org.apga.run.QualifiedPaths}
   */
  public static TrialRequest of(Trial trial, GridPlan plan, Map<String, String> places) {
    SortedMap<String, String> settings = new TreeMap<>(plan.settings());
    settings.putAll(places);
    settings.putAll(trial.cell().variant().settings());
    Variation.SETTINGS.forEach(settings::remove);
    return new TrialRequest(trial, settings, plan.manifestHash(), TO_THE_END);
  }

  /** The same that ends at the end of an epoch, or {@link #TO_THE_END}. */
  public TrialRequest until(int epoch) {
    return new TrialRequest(trial, settings, manifestHash, epoch);
  }
}
