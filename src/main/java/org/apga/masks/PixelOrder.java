package org.apga.masks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
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
  private static final int SQUARES_A_SIDE = 16;

  private final int height;
  private final int width;
  private final double[] squares;
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
    this.squares = squares(random);
    this.ties = random.permutation(height * width);
  }

  private double[] squares(RandomStream random) {
    int side = Math.max(1, Math.min(height, width) / SQUARES_A_SIDE);
    int columns = (width + side - 1) / side;
    double[] levels = new double[columns * ((height + side - 1) / side)];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = random.nextDouble();
    }
    double[] map = new double[height * width];
    for (int i = 0; i < map.length; i++) {
      map[i] = levels[i / width / side * columns + i % width / side];
    }
    return map;
  }

  /**
   * The control: squares of a sixteenth of the image's side, in random order. Single pixels would
   * be noise to a network, which harms it more than tissue that is missing.
   *
   * @return places, row-major, the first to go first
   */
  public int[] random() {
    return of(squares);
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
