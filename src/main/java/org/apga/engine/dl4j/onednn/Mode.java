package org.apga.engine.dl4j.onednn;

/** The purpose of a plan. */
enum Mode {
  /** Batch statistics; keeps everything that the backward section needs. */
  TRAINING,
  /** Batch statistics, no backward section. */
  OBSERVING,
  /** Batch statistics, which update the running ones; no backward section. */
  GATHERING,
  /** Running statistics, no backward section. */
  EVALUATING
}
