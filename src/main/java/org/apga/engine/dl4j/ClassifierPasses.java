package org.apga.engine.dl4j;

import java.util.List;
import org.apga.engine.Batch;
import org.apga.engine.NormStatistics;

/** Forward and backward through a classifier, whatever computes them. */
interface ClassifierPasses extends AutoCloseable {
  /** How far back a gradient is wanted. */
  enum Depth {
    WEIGHTS,
    IMAGES
  }

  /**
   * A pass in training mode. The gradient of the mean loss stays in the graph's flat vector; the
   * running statistics are moved.
   *
   * @param pixels in place of the batch's own, images x height x width
   * @return the mean cross-entropy
   */
  double backward(Batch batch, double[] pixels, Depth depth);

  /**
   * After a backward pass to the images: d (mean loss) / d pixel.
   *
   * @return images x 3 x height x width
   */
  double[] imageGradient();

  /** An activation, row-major. */
  record Activation(int height, int width, double[] values) {}

  /** Activations of vertices; changes nothing. */
  List<Activation> activations(Batch batch, NormStatistics statistics, List<String> vertices);

  /** To be called after every change of the weights. */
  void weightsChanged();

  @Override
  void close();
}
