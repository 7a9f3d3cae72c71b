package org.apga.engine.dl4j;

import java.util.List;
import org.apga.engine.Batch;
import org.apga.engine.Losses;
import org.apga.engine.NormStatistics;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.apga.engine.dl4j.onednn.Output;

/** Forward and backward through a network, whatever computes them. */
interface Passes extends AutoCloseable {
  /**
   * A pass in training mode that {@link #backward(Batch, double[])} can follow, until another is
   * asked for.
   *
   * @return what the graph ends in: scores of a policy, images x height x width
   */
  double[] forward(Batch batch);

  /**
   * Goes back through the last forward pass; the gradient stays in the graph's flat vector.
   *
   * @param byOutput the gradient of a loss with respect to what {@link #forward} gave
   */
  void backward(Batch batch, double[] byOutput);

  /**
   * A classifier's pass in training mode. The gradient of the mean loss stays in the graph's flat
   * vector; the running statistics are moved.
   *
   * @param wanted whether {@link #imageGradient} will be asked for
   * @return the loss
   */
  Losses backward(Batch batch, InputGradient wanted);

  /**
   * After a backward pass to the images: d (mean loss) / d pixel.
   *
   * @return images x 3 x height x width
   */
  double[] imageGradient();

  /**
   * A classifier's pass in training mode for the sake of its norms alone.
   *
   * @param share of the batch's statistics in the running ones, which it moves
   */
  void gather(Batch batch, double share);

  /** Activations of vertices; lets go of what the last forward pass kept, and changes nothing. */
  List<Output> activations(Batch batch, NormStatistics statistics, List<String> vertices);

  /** To be called after every change of the weights. */
  default void weightsChanged() {}

  @Override
  void close();
}
