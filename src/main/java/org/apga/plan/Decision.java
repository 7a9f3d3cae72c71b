package org.apga.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * What a plan does with a trial, and why.
 *
 * @param kind what it does
 * @param reason in words; empty for a plain run
 */
public record Decision(Kind kind, String reason) {
  /** What a plan does. */
  public enum Kind {
    /** Never done. */
    RUN,
    /** Done already. */
    SKIP,
    /** Begun, and continues from a checkpoint. */
    RESUME,
    /** Done with another setting, data set or code. */
    RERUN,
    /** Not trained any further, because its variant was dropped. */
    DROP
  }

  /**
   * Names what changed since an earlier trial of the same cell and seed.
   *
   * @param images returns which of them changed, like {@link DataIdentity#changes}
   */
  static Decision rerun(
      SortedMap<String, String> before,
      SortedMap<String, String> now,
      BiFunction<String, String, Optional<String>> images) {
    List<String> changes = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String was = before.getOrDefault(name, "nothing");
      String is = now.getOrDefault(name, "nothing");
      if (!was.equals(is)) {
        Optional<String> which =
            name.equals(GridPlanner.IMAGES) ? images.apply(was, is) : Optional.empty();
        changes.add(
            name + " changed" + which.map(w -> ": " + w).orElse(" from " + was + " to " + is));
      }
    }
    return new Decision(Kind.RERUN, String.join(", ", changes));
  }

  public boolean trains() {
    return kind != Kind.SKIP && kind != Kind.DROP;
  }

  @Override
  public String toString() {
    return reason.isEmpty() ? kind.name() : kind + " (" + reason + ")";
  }
}
