package org.apga.run;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.plan.Cell;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.trial.TrialOutcome;

/** Plans for tests. */
public final class Grids {
  private Grids() {}

  /** A baseline for each seed, then the other arms of each seed. */
  public static GridPlan plan(int seeds, Arm... dependents) {
    List<GridPlan.Planned> planned = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      planned.add(planned(trial(Arm.BASELINE, seed), Decision.Kind.RUN));
    }
    for (long seed = 0; seed < seeds; seed++) {
      for (Arm arm : dependents) {
        planned.add(planned(trial(arm, seed), Decision.Kind.RUN));
      }
    }
    return of(planned);
  }

  /** A plan of exactly these. */
  public static GridPlan of(List<GridPlan.Planned> planned) {
    return new GridPlan("hash", planned, new TreeMap<>(), "manifest", "code");
  }

  /** The outcomes of a kind. */
  public static <T extends TrialOutcome> List<T> outcomes(List<TrialOutcome> all, Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The trials that were trained. */
  public static List<TrialOutcome.Completed> completed(List<TrialOutcome> all) {
    return outcomes(all, TrialOutcome.Completed.class);
  }

  /** A trial and what is done with it. */
  public static GridPlan.Planned planned(Trial trial, Decision.Kind kind) {
    return new GridPlan.Planned(trial, new Decision(kind, ""));
  }

  /** The elbow's trial of that arm and seed, on the full training set. */
  public static Trial trial(Arm arm, long seed) {
    return new Trial(
        id(arm, seed),
        new Cell("elbow", arm, Shots.FULL, Variant.NONE),
        seed,
        0,
        arm.startsFromBaseline() ? id(Arm.BASELINE, seed) : null,
        new TreeMap<>());
  }

  private static TrialId id(Arm arm, long seed) {
    return new TrialId("elbow-" + arm.label() + "-full-s" + seed);
  }
}
