package org.apga.cli;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apga.config.Halving;
import org.apga.plan.Choices;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.run.Race;

/** The line about the rungs of {@code grid.stop = halving} and the epochs that are trained. */
final class HalvingLine {
  private HalvingLine() {}

  /**
   * Returns {@code Halving 6 variants of apga: 2 continue after epoch 1}, and so on.
   *
   * @param plan a plan of all variants
   * @param race the race of that plan
   */
  static String of(Halving halving, GridPlan plan, Race race) {
    List<Trial> trials = plan.trials().stream().map(GridPlan.Planned::trial).toList();
    Map<Integer, Set<String>> arms = new TreeMap<>();
    Choices.variants(trials)
        .forEach(
            (cell, variants) ->
                arms.computeIfAbsent(variants.size(), n -> new LinkedHashSet<>())
                    .add(cell.arm().label()));
    String rungs =
        arms.entrySet().stream()
            .map(of -> rungs(halving, of.getKey(), String.join(", ", of.getValue())))
            .collect(joining("; "));
    double epochs = trials.stream().mapToDouble(race::share).sum() * halving.epochs();
    boolean starts = trials.stream().anyMatch(trial -> trial.baseline() != null);
    return String.format(
        "Halving   %s; at most %s of %s epochs are trained%s",
        rungs,
        Math.round(epochs),
        trials.size() * (long) halving.epochs(),
        starts ? ", because trials that other arms start from are trained to the end" : "");
  }

  private static String rungs(Halving halving, int variants, String arms) {
    List<String> rungs = new ArrayList<>();
    int left = variants;
    for (int rung : halving.rungs(variants)) {
      left = halving.kept(left);
      rungs.add(left + (left == 1 ? " continues" : " continue") + " after epoch " + rung);
    }
    return "%s variants of %s: %s"
        .formatted(variants, arms, rungs.isEmpty() ? "none is dropped" : String.join(", ", rungs));
  }
}
