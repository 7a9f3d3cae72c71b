package org.apga.trial;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.apga.config.Variation;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;

/**
 * Everything that an executor receives about a trial.
 *
 * @param settings the resolved configuration, with those of its variant
 * @param manifestHash hash of the planned data set
 * @param rungs how far to train
 */
public record TrialRequest(
    Trial trial, SortedMap<String, String> settings, String manifestHash, Rungs rungs) {
  /**
   * The request to train {@code trial} to its end.
   *
   * @param places makes settings that name files independent of the working folder: {@link
   *     org.apga.run.QualifiedPaths}
   */
  public static TrialRequest of(Trial trial, GridPlan plan, BinaryOperator<String> places) {
    SortedMap<String, String> settings = new TreeMap<>(plan.settings());
    settings.putAll(trial.cell().variant().settings());
    Variation.SETTINGS.forEach(settings::remove);
    settings.replaceAll(places);
    return new TrialRequest(trial, settings, plan.manifestHash(), Rungs.NONE);
  }

  /** The same request with other rungs. */
  public TrialRequest at(Rungs other) {
    return new TrialRequest(trial, settings, manifestHash, other);
  }
}
