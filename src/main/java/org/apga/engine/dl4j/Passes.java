package org.apga.engine.dl4j;

import java.util.List;
import org.apga.engine.Batch;
import org.apga.engine.Losses;
import org.apga.engine.NormStatistics;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.apga.engine.dl4j.onednn.Output;

/** Forward and backward passes through a network, independent of what computes them. */
interface Passes extends AutoCloseable {
  /**
   * A pass in training mode that {@link #backward(Batch, double[])} can follow until another pass
   * is requested.
   *
   * @return the graph's output: scores of a policy, images x height x width
   */
  double[] forward(Batch batch);

  /**
   * The backward pass of the last forward pass; leaves the gradient in the graph's flat vector.
   *
   * @param byOutput the gradient of a loss with respect to the result of {@link #forward}
   */
  void backward(Batch batch, double[] byOutput);

  /**
   * A classifier's forward and backward pass in training mode. Leaves the gradient of the mean loss
   * in the graph's flat vector, and updates the running statistics.
   *
   * @param wanted whether {@link #imageGradient} will be called
   * @return the loss
   */
  Losses backward(Batch batch, InputGradient wanted);

  /**
   * d (mean loss) / d pixel, after a backward pass to the images.
   *
   * @return images x 3 x height x width
   */
  double[] imageGradient();

  /**
   * A classifier's pass in training mode that only updates the running statistics.
   *
   * @param share weight of the batch's statistics in the running ones
   */
  void gather(Batch batch, double share);

  /**
   * Activations of vertices; releases the activations of the last forward pass, and changes
   * nothing.
   */
  List<Output> activations(Batch batch, NormStatistics statistics, List<String> vertices);

  /** To be called after every change of the weights. */
  default void weightsChanged() {}

  @Override
  void close();
}
