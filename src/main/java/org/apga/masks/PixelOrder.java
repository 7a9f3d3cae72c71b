package org.apga.masks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apga.engine.Bilinear;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * The order in which pixels are erased or revealed.
 *
 * <p>Pixels of equal value, of which a saturated mask has many, come in a random order that is the
 * same for all maps of an image. If they came in rows from the top, an uninformative mask would get
 * a curve of its own.
 */
public final class PixelOrder {
  /** Pixels per cell of Grad-CAM's grid: the networks halve an image five times. */
  private static final int PIXELS_A_CELL = 32;

  /** An image of a single cell would have no blobs. */
  private static final int FEWEST_CELLS = 2;

  private final int height;
  private final int width;
  private final double[] blobs;
  private final int[] ties;

  /**
   * The orders of one image.
   *
   * @param name of the image, from which the random numbers are derived
   */
  public PixelOrder(String name, int height, int width) {
    this.height = height;
    this.width = width;
    RandomStream random =
        RandomStream.of(RandomStream.hash(name), Purpose.RANDOM_SALIENCY, height, width);
    this.blobs = blobs(random);
    this.ties = random.permutation(height * width);
  }

  /** Random values on a grid as coarse as Grad-CAM's, interpolated bilinearly like Grad-CAM's. */
  private double[] blobs(RandomStream random) {
    int rows = Math.max(FEWEST_CELLS, height / PIXELS_A_CELL);
    int columns = Math.max(FEWEST_CELLS, width / PIXELS_A_CELL);
    double[] grid = new double[rows * columns];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = random.nextDouble();
    }
    return Bilinear.resize(grid, rows, columns, height, width);
  }

  /**
   * The control: a map of random blobs, as smooth as Grad-CAM, so that a difference from it is due
   * to the place. Random single pixels or squares would be noise and edges, which a network takes
   * for findings.
   *
   * @return places, row-major, the first to be erased or revealed first
   */
  public int[] random() {
    return of(blobs);
  }

  /**
   * Pixels by their value in a map, the highest first.
   *
   * @param map height x width, row-major, no NaN
   * @return places, row-major
   */
  public int[] of(double[] map) {
    Integer[] places = IntStream.of(ties).boxed().toArray(Integer[]::new);
    // The sort is stable: equal pixels stay in the order of ties.
    Arrays.sort(places, Comparator.comparingDouble(i -> 0 - map[i]));
    return Arrays.stream(places).mapToInt(Integer::intValue).toArray();
  }
}
