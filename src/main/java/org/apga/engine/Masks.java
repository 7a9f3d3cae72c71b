package org.apga.engine;

import java.util.Arrays;

/**
 * What a policy points at.
 *
 * @param images n
 * @param height pixels
 * @param width pixels
 * @param probabilities n x height x width, row-major, 0..1
 */
public record Masks(int images, int height, int width, double[] probabilities) {

  /** Share of all pixels with p &gt; 0.5, 0..1. */
  public double shareOverHalf() {
    long over = Arrays.stream(probabilities).filter(p -> p > 0.5).count();
    return (double) over / probabilities.length;
  }

  /** The mask of image {@code i} alone. */
  public Masks of(int i) {
    int pixels = height * width;
    return new Masks(
        1, height, width, Arrays.copyOfRange(probabilities, i * pixels, (i + 1) * pixels));
  }
}
