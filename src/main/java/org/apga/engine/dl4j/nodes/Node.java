package org.apga.engine.dl4j.nodes;

import java.util.List;

/** A step of a network, with what the graph's vertices that it stands for are told. */
public sealed interface Node {
  /** The vertex whose activation it gives. */
  String name();

  /** The vertices whose activations it takes. */
  List<String> inputs();

  /** A step that takes one activation. */
  sealed interface OfOne extends Node {
    /** The vertex that gives it. */
    String input();

    @Override
    default List<String> inputs() {
      return List.of(input());
    }
  }

  /**
   * A convolution, and a rectifier behind it.
   *
   * @param channels of its output
   * @param before padding at the top and left
   * @param after padding at the bottom and right; negative values crop
   * @param transposed whether it is the gradient of a convolution, with weights in x out
   */
  record Convolution(
      String name,
      String input,
      String parameters,
      int channels,
      int[] kernel,
      int[] stride,
      int[] before,
      int[] after,
      Bias bias,
      boolean rectified,
      boolean transposed)
      implements OfOne {
    /** Whether an output pixel sees one input pixel alone, at its own place. */
    public boolean pointwise() {
      return kernel[0] == 1
          && kernel[1] == 1
          && stride[0] == 1
          && stride[1] == 1
          && before[0] == 0
          && before[1] == 0
          && after[0] == 0
          && after[1] == 0;
    }
  }

  /** Whether a convolution adds a number to each channel. */
  enum Bias {
    NONE,
    TRAINED
  }

  /**
   * Batch norm, and a rectifier behind it.
   *
   * @param momentum share of a new batch in the running statistics
   */
  record Norm(
      String name,
      String input,
      String parameters,
      float epsilon,
      double momentum,
      boolean rectified)
      implements OfOne {}

  /** max(x, 0). */
  record Rectifier(String name, String input) implements OfOne {}

  /** What pooling takes of a window. */
  enum Pooling {
    LARGEST,
    MEAN
  }

  /** Pooling over windows; padding counts for nothing. */
  record Pool(String name, String input, Pooling kind, int[] kernel, int[] stride, int[] padding)
      implements OfOne {}

  /** The mean over all pixels. */
  record GlobalMean(String name, String input) implements OfOne {}

  /** A linear layer of what has one pixel. */
  record Linear(String name, String input, int units) implements OfOne {}

  /** Channels side by side. */
  record Concatenation(String name, List<String> inputs) implements Node {}
}
