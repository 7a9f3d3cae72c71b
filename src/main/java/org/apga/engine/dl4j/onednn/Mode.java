package org.apga.engine.dl4j.onednn;

/** What a plan is for. */
enum Mode {
  /** Batch statistics, and everything kept that the backward section needs. */
  TRAINING,
  /** Batch statistics, no backward section. */
  OBSERVING,
  /** Batch statistics, which move the running ones; no backward section. */
  GATHERING,
  /** Running statistics, no backward section. */
  EVALUATING
}
