package org.apga.report;

import java.util.List;

/**
 * Which models form an ensemble: {@code report.ensemble} and {@code report.operating-point}.
 *
 * @param seeds whose models are averaged in each cell; empty for no ensembles
 * @param sensitivity to reach on the selection split; NaN for Youden's point
 */
public record EnsembleChoice(List<Long> seeds, double sensitivity) {
  /** No ensembles. */
  public static final EnsembleChoice NONE = new EnsembleChoice(List.of(), Double.NaN);
}
