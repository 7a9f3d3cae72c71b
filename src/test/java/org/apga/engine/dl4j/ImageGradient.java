package org.apga.engine.dl4j;

import org.deeplearning4j.nn.graph.ComputationGraph;

/** The gradient that Deeplearning4j throws away, for tests in other packages. */
public final class ImageGradient {
  private final TapVertex.Tap tap;

  private ImageGradient(TapVertex.Tap tap) {
    this.tap = tap;
  }

  /** Keeps the gradient of the next backward pass at a {@link TapVertex}. */
  public static ImageGradient at(ComputationGraph graph, String vertex) {
    TapVertex.Tap tap = (TapVertex.Tap) graph.getVertex(vertex);
    tap.listen();
    return new ImageGradient(tap);
  }

  /** After the backward pass: its numbers, row-major. */
  public double[] numbers() {
    return HostImages.drain(tap.heard());
  }
}
