package org.apga.engine;

import java.util.Optional;

/** What is trained. Owns device memory until closed. */
public interface Network extends AutoCloseable {

  /** A copy of the weights, running statistics and optimiser state. */
  NetworkState state();

  /**
   * Sets the learning rate of the steps to come.
   *
   * @param share of the optimiser's own rate; 1 until this is called
   */
  void rate(double share);

  /**
   * Puts the moving average of the weights and running statistics in their place, and them in its;
   * a second call undoes the first. Does nothing where no average is kept, or before the first
   * step.
   */
  void exchangeAverage();

  /**
   * What of {@link #state()} stopped being a number in a step so far: {@link NetworkState#flaw}.
   * Costs next to nothing while there is nothing to tell.
   */
  Optional<String> flaw();

  /**
   * What of an image of {@code batch} stops being a number between the layers. An engine may be
   * quick by taking NaN for 0 there, so that its scores need not show it. Costs about that image;
   * changes nothing.
   */
  Optional<String> flawOn(Batch batch);

  @Override
  void close();
}
