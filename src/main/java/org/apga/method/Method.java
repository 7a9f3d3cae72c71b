package org.apga.method;

import java.util.Map;
import org.apga.engine.Batch;

/**
 * A way of training on a batch. Holds the networks it trains without owning them, and the little
 * that it remembers between batches.
 */
public interface Method {

  /** Trains on one batch. */
  Step step(Batch batch);

  /**
   * Tells that an epoch begins, so that what is random in it depends on the epoch alone.
   *
   * @param epoch from 1
   */
  default void startEpoch(int epoch) {}

  /** What it remembers between batches besides its networks, by name; for a checkpoint. */
  default Map<String, Double> memory() {
    return Map.of();
  }

  /** Takes up a {@link #memory()}. */
  default void remember(Map<String, Double> memory) {}
}
