package org.apga.run;

import java.util.Comparator;
import org.apga.plan.Trial;

/**
 * A trial that can start.
 *
 * @param length its own and that of the longest that waits for it, relative to others
 * @param position in its plan
 */
record Ready(Trial trial, double length, int position) {
  /** Baselines first, then the longest. */
  static final Comparator<Ready> ORDER =
      Comparator.comparing((Ready r) -> r.trial.baseline() != null)
          .thenComparing(Comparator.comparingDouble(Ready::length).reversed())
          .thenComparingInt(Ready::position);
}
