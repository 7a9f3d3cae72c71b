package org.apga.method;

import java.util.function.DoublePredicate;

/**
 * How much the masks of a batch point at.
 *
 * @param share of all pixels, 0..1
 * @param empty share of images of which no pixel is pointed at
 * @param full share of images of which every pixel is
 */
record MaskShares(double share, double empty, double full) {

  /**
   * Counts pixels for which {@code points} holds.
   *
   * @param map images x pixels, row-major
   */
  static MaskShares of(double[] map, int images, DoublePredicate points) {
    int pixels = map.length / images;
    long all = 0;
    int empty = 0;
    int full = 0;
    for (int i = 0; i < images; i++) {
      int count = 0;
      for (int j = i * pixels; j < (i + 1) * pixels; j++) {
        if (points.test(map[j])) {
          count++;
        }
      }
      all += count;
      empty += count == 0 ? 1 : 0;
      full += count == pixels ? 1 : 0;
    }
    return new MaskShares(
        (double) all / map.length, (double) empty / images, (double) full / images);
  }
}
