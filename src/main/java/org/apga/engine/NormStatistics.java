package org.apga.engine;

/** The mean and variance that batch norm uses. */
public enum NormStatistics {
  /** The running ones: evaluation mode. */
  RUNNING,
  /** The batch's own: training mode. */
  BATCH
}
