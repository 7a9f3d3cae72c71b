package org.apga.engine;

import java.util.Optional;

/** A network that can be trained. Owns device memory until it is closed. */
public interface Network extends AutoCloseable {

  /** A copy of the weights, running statistics and optimiser state. */
  NetworkState state();

  /**
   * Sets the learning rate of later steps.
   *
   * @param share factor of the optimiser's own rate; 1 until this is called
   */
  void rate(double share);

  /**
   * Exchanges the weights and running statistics with their moving average; a second call undoes
   * the first. Does nothing if no average is kept, or before the first step.
   */
  void exchangeAverage();

  /**
   * The first value of {@link #state()} that stopped being a number in a step so far: {@link
   * NetworkState#flaw}. Costs almost nothing while there is none.
   */
  Optional<String> flaw();

  /**
   * The first value between the layers that is not a number, for an image of {@code batch}. A fast
   * engine may treat NaN as 0 there, so that the scores need not show it. Costs about a pass of
   * that image; changes nothing.
   */
  Optional<String> flawOn(Batch batch);

  @Override
  void close();
}
