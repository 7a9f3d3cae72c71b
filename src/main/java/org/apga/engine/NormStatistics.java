package org.apga.engine;

/** Which mean and variance batch norm takes. */
public enum NormStatistics {
  /** The running ones: evaluation mode. */
  RUNNING,
  /** The batch's own: training mode. */
  BATCH
}
