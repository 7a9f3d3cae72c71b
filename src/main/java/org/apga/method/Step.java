package org.apga.method;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one batch gave.
 *
 * @param measures in the order of {@link Measure}; one that the arm does not have is absent
 */
public record Step(Map<Measure, Double> measures) {

  /** Copies the measures. */
  public Step {
    measures = Collections.unmodifiableMap(new EnumMap<>(measures));
  }

  static Step of(Measure measure, double value) {
    return new Step(new EnumMap<>(Map.of(measure, value)));
  }

  Step with(Measure measure, double value) {
    EnumMap<Measure, Double> more = new EnumMap<>(measures);
    more.put(measure, value);
    return new Step(more);
  }

  Step with(MaskShares shares) {
    return with(Measure.MASK_SHARE, shares.share())
        .with(Measure.MASK_EMPTY, shares.empty())
        .with(Measure.MASK_FULL, shares.full());
  }
}
