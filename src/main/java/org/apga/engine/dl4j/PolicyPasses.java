package org.apga.engine.dl4j;

import org.apga.engine.Batch;

/** Forward and backward through a policy, whatever computes them. */
interface PolicyPasses extends AutoCloseable {
  /**
   * A pass in training mode that {@link #backward} can follow, until {@link #release}.
   *
   * @return the scores, images x height x width
   */
  double[] forward(Batch batch);

  /**
   * Goes back through the last forward pass; the gradient stays in the graph's flat vector.
   *
   * @param byScore d loss / d score, images x height x width
   */
  void backward(Batch batch, double[] byScore);

  /** Lets go of what the last forward pass kept. */
  void release();

  /** The scores alone; lets go of what the last forward pass kept. */
  double[] scores(Batch batch);

  /** To be called after every change of the weights. */
  void weightsChanged();

  @Override
  void close();
}
