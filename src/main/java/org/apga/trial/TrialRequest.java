package org.apga.trial;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.apga.config.Variation;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;

/**
 * All an executor is told of a trial.
 *
 * @param settings the resolved configuration, with those of its variant
 * @param manifestHash of the data set that was planned
 * @param rungs how far it is trained
 */
public record TrialRequest(
    Trial trial, SortedMap<String, String> settings, String manifestHash, Rungs rungs) {
  /**
   * What the executor of {@code trial} is told, which is to be trained to its end.
   *
   * @param places gives settings that name files as they read from any working folder: {@link
   *     org.apga.run.QualifiedPaths}
   */
  public static TrialRequest of(Trial trial, GridPlan plan, BinaryOperator<String> places) {
    SortedMap<String, String> settings = new TreeMap<>(plan.settings());
    settings.putAll(trial.cell().variant().settings());
    Variation.SETTINGS.forEach(settings::remove);
    settings.replaceAll(places);
    return new TrialRequest(trial, settings, plan.manifestHash(), Rungs.NONE);
  }

  /** The same that is trained as far as these say. */
  public TrialRequest at(Rungs other) {
    return new TrialRequest(trial, settings, manifestHash, other);
  }
}
