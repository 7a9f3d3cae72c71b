package org.apga.engine.dl4j.nodes;

import java.util.List;

/** A step of a network, with the settings of the graph's vertices that it replaces. */
public sealed interface Node {
  /** The vertex whose activation it computes. */
  String name();

  /** The vertices whose activations it reads. */
  List<String> inputs();

  /** A step that reads one activation. */
  sealed interface OfOne extends Node {
    /** The vertex whose activation it reads. */
    String input();

    @Override
    default List<String> inputs() {
      return List.of(input());
    }
  }

  /**
   * A convolution, and a rectifier after it.
   *
   * @param channels of its output
   * @param before padding at the top and left
   * @param after padding at the bottom and right; negative values crop
   * @param transposed whether it is the gradient of a convolution, with weights in x out x kh x kw
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
    /** Whether an output pixel depends only on the input pixel at the same place. */
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

  /** Whether a convolution adds a bias to each channel. */
  enum Bias {
    NONE,
    TRAINED
  }

  /**
   * Batch norm, and a rectifier after it.
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

  /** The value that pooling takes from a window. */
  enum Pooling {
    LARGEST,
    MEAN
  }

  /** Pooling over windows; padding is ignored. */
  record Pool(String name, String input, Pooling kind, int[] kernel, int[] stride, int[] padding)
      implements OfOne {}

  /** The mean over all pixels. */
  record GlobalMean(String name, String input) implements OfOne {}

  /** A linear layer on an input of one pixel. */
  record Linear(String name, String input, int units) implements OfOne {}

  /** The channels of all inputs, one input after the other. */
  record Concatenation(String name, List<String> inputs) implements Node {}
}
