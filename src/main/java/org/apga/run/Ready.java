package org.apga.run;

import java.util.Comparator;
import org.apga.plan.Trial;

/**
 * A trial that can start.
 *
 * @param length its own length plus that of the longest trial that waits for it, relative to others
 * @param position its position in the plan
 */
record Ready(Trial trial, double length, int position) {
  /** Baselines first, then the longest. */
  static final Comparator<Ready> ORDER =
      Comparator.comparing((Ready r) -> r.trial.baseline() != null)
          .thenComparing(Comparator.comparingDouble(Ready::length).reversed())
          .thenComparingInt(Ready::position);
}
