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
 * The treatments of a summary and their controls. A treatment is compared only with a control that
 * makes the same number of classifier steps per batch.
 */
public final class Controls {
  private final Set<String> arms = new LinkedHashSet<>();
  private final Map<Arm, List<String>> treatments = new LinkedHashMap<>();

  /** Reads the arms from rows of {@link org.apga.store.Tables#SUMMARY}. */
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
   * The treatments of each control that the summary has, such as {@code continue for cutout, apga}.
   */
  public List<String> present() {
    return treatments.entrySet().stream()
        .filter(of -> arms.contains(of.getKey().label()))
        .map(of -> of.getKey().label() + " for " + String.join(", ", of.getValue()))
        .toList();
  }

  /** A sentence for each control that the summary lacks, although its treatments are compared. */
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
        "No arm of this run trains as long as %s (%s steps per batch): %s cannot be separated from"
            + " longer training. Add %s to grid.arms.",
        String.join(", ", treatments),
        control.classifierSteps(),
        treatments.size() == 1 ? "its gain" : "their gains",
        control.label());
  }
}
