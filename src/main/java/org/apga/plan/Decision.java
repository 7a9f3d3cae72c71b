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
 * @param kind run, skip, go on or run again
 * @param reason in words; empty for a plain run
 */
public record Decision(Kind kind, String reason) {
  /** What is done. */
  public enum Kind {
    /** Never done. */
    RUN,
    /** Done already. */
    SKIP,
    /** Begun, and goes on from a checkpoint. */
    RESUME,
    /** Done with another setting, data set or code. */
    RERUN,
    /** Stopped on its way, since its variant was dropped, and not trained on. */
    DROP
  }

  /**
   * Names what changed since an earlier trial of the same cell and seed.
   *
   * @param images tells which of them changed, as {@link DataIdentity#changes} does
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
