package org.apga.masks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apga.engine.Bilinear;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * In which order pixels are erased or revealed.
 *
 * <p>Equal ones, of which a saturated mask has many, come in a random order that is the same for
 * all maps of an image: in rows from the top, a mask that says nothing would get a curve of its
 * own.
 */
public final class PixelOrder {
  /** Of Grad-CAM's grid: the networks halve an image five times. */
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
   * @param name of the image: what is random is the same wherever it is asked for
   */
  public PixelOrder(String name, int height, int width) {
    this.height = height;
    this.width = width;
    RandomStream random =
        RandomStream.of(RandomStream.hash(name), Purpose.RANDOM_SALIENCY, height, width);
    this.blobs = blobs(random);
    this.ties = random.permutation(height * width);
  }

  /** Random values on a grid as coarse as Grad-CAM's, and bilinear between them, as that is. */
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
   * The control: a map of random blobs, as smooth as Grad-CAM. What differs from it is due to the
   * place. Single pixels, or squares, at random would be noise and edges, which a network takes for
   * findings of their own.
   *
   * @return places, row-major, the first to go first
   */
  public int[] random() {
    return of(blobs);
  }

  /**
   * Pixels by what a map says of them, the highest first.
   *
   * @param map height x width, row-major, no NaN
   * @return places, row-major
   */
  public int[] of(double[] map) {
    Integer[] places = IntStream.of(ties).boxed().toArray(Integer[]::new);
    // A stable sort: what is equal stays in the order of ties.
    Arrays.sort(places, Comparator.comparingDouble(i -> 0 - map[i]));
    return Arrays.stream(places).mapToInt(Integer::intValue).toArray();
  }
}
