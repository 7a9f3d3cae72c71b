package org.apga.engine;

import java.util.function.DoublePredicate;

/**
 * Radiographs and their labels.
 *
 * <p>Pixels are doubles, though training runs in float: parity with the published method is held in
 * double precision through the same classes, and a float is exact in a double.
 *
 * @param images n
 * @param height pixels
 * @param width pixels
 * @param pixels n x height x width, row-major, one channel, 0..1; an engine repeats the channel
 * @param labels n, 1 = abnormal
 */
public record Batch(int images, int height, int width, double[] pixels, int[] labels) {

  /** Checks that the arrays have the sizes that the dimensions say. */
  public Batch {
    if (pixels.length != images * height * width || labels.length != images) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot make a batch of %d x %d x %d: it has %d pixels and %d labels.",
              images, height, width, pixels.length, labels.length));
    }
  }

  /**
   * The middle of the first image.
   *
   * @param side pixels; no more than the image has are taken
   */
  public Batch middle(int side) {
    int rows = Math.min(side, height);
    int columns = Math.min(side, width);
    double[] middle = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      int from = (r + (height - rows) / 2) * width + (width - columns) / 2;
      System.arraycopy(pixels, from, middle, r * columns, columns);
    }
    return new Batch(1, rows, columns, middle, new int[] {labels[0]});
  }

  /** What the adversary leaves: pixels that the policy points at (p &gt; 0.5) become 0. */
  public Batch erasedWhere(Masks masks) {
    return kept(masks.probabilities(), p -> !(p > 0.5));
  }

  /** What the aid leaves: pixels that the policy does not point at (p &lt; 0.5) become 0. */
  public Batch keptWhere(Masks masks) {
    return kept(masks.probabilities(), p -> p >= 0.5);
  }

  /** The same images with every pixel set to 0 whose value in {@code map} is not to be kept. */
  public Batch kept(double[] map, DoublePredicate keep) {
    double[] left = new double[pixels.length];
    for (int i = 0; i < left.length; i++) {
      left[i] = keep.test(map[i]) ? pixels[i] : 0;
    }
    return new Batch(images, height, width, left, labels);
  }
}
