package org.apga.report;

import java.util.List;

/**
 * Which models are asked together: {@code report.ensemble} and {@code report.operating-point}.
 *
 * @param seeds of each cell; empty for none
 * @param sensitivity that the selection split is to have; NaN for Youden's point
 */
public record EnsembleChoice(List<Long> seeds, double sensitivity) {
  /** None. */
  public static final EnsembleChoice NONE = new EnsembleChoice(List.of(), Double.NaN);
}
