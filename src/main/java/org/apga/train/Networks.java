package org.apga.train;

import org.apga.engine.Classifier;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.jspecify.annotations.Nullable;

/**
 * The networks a trial trains.
 *
 * @param policy null for arms without one
 */
public record Networks(Classifier classifier, @Nullable MaskPolicy policy)
    implements AutoCloseable {

  /** Copies of the weights, without the optimisers. */
  public Weights weights() {
    return new Weights(
        classifier.state().withoutOptimiser(),
        policy == null ? null : policy.state().withoutOptimiser());
  }

  /**
   * Weights of a trial.
   *
   * @param policy null for arms without one
   */
  public record Weights(NetworkState classifier, @Nullable NetworkState policy) {}

  @Override
  public void close() {
    classifier.close();
    if (policy != null) {
      policy.close();
    }
  }
}
