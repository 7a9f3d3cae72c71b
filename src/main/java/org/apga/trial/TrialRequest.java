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
 */
public record TrialRequest(Trial trial, SortedMap<String, String> settings, String manifestHash) {
  /**
   * What the executor of {@code trial} is told.
   *
   * @param places gives settings that name files as they read from any working folder: {@link
   *     org.apga.run.QualifiedPaths}
   */
  public static TrialRequest of(Trial trial, GridPlan plan, BinaryOperator<String> places) {
    SortedMap<String, String> settings = new TreeMap<>(plan.settings());
    settings.putAll(trial.cell().variant().settings());
    Variation.SETTINGS.forEach(settings::remove);
    settings.replaceAll(places);
    return new TrialRequest(trial, settings, plan.manifestHash());
  }
}
