package org.apga.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apga.config.Arm;
import org.apga.store.Row;

/**
 * What can be said of treatments and their controls, from a summary's cells. A treatment is only
 * compared with a control that makes as many steps of the classifier a batch.
 */
public final class Controls {
  private final Set<String> arms = new LinkedHashSet<>();
  private final Map<Arm, List<String>> treatments = new LinkedHashMap<>();

  /** Of rows of {@link org.apga.store.Tables#SUMMARY}. */
  public Controls(List<Row> summary) {
    summary.forEach(row -> arms.add(row.text("arm")));
    for (String arm : arms) {
      Arm.find(arm)
          .flatMap(Arm::control)
          .ifPresent(
              control -> treatments.computeIfAbsent(control, c -> new ArrayList<>()).add(arm));
    }
  }

  /**
   * Which control is whose, such as {@code continue for cutout, apga}; for those that are there.
   */
  public List<String> present() {
    return treatments.entrySet().stream()
        .filter(of -> arms.contains(of.getKey().label()))
        .map(of -> of.getKey().label() + " for " + String.join(", ", of.getValue()))
        .toList();
  }

  /** A sentence for each control that is not there though treatments are compared. */
  public List<String> missing() {
    boolean compared =
        arms.stream()
            .flatMap(arm -> Arm.find(arm).stream())
            .anyMatch(arm -> arm.role() != Arm.Role.TREATMENT);
    return treatments.entrySet().stream()
        .filter(of -> compared && !arms.contains(of.getKey().label()))
        .map(of -> missing(of.getKey(), of.getValue()))
        .toList();
  }

  private static String missing(Arm control, List<String> treatments) {
    return String.format(
        "No arm of this run trains as long as %s (%s steps a batch): %s cannot be told from longer"
            + " training. Add %s to grid.arms.",
        String.join(", ", treatments),
        control.classifierSteps(),
        treatments.size() == 1 ? "its gain" : "their gains",
        control.label());
  }
}
