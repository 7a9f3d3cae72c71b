package org.apga.report;

import org.apga.masks.GreyImage;

/**
 * A grey image brought to the size it is drawn in.
 *
 * @param side height and width, pixels
 * @param shares side x side, row-major, 0..1
 */
record Plane(int side, double[] shares) {
  private static final double WHITE = 255;

  static Plane black(int side) {
    return new Plane(side, new double[side * side]);
  }

  /** Bilinear, with corners not aligned. Neither side keeps its proportion. */
  static Plane of(GreyImage image, int side) {
    double[] shares = image.resized(side, side);
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= WHITE;
    }
    return new Plane(side, shares);
  }

  double share(int row, int column) {
    return shares[row * side + column];
  }

  /** Whether the line at one half runs along this pixel. */
  boolean isEdge(int row, int column) {
    boolean over = share(row, column) > 0.5;
    return over
        && (row == 0
            || column == 0
            || row == side - 1
            || column == side - 1
            || share(row - 1, column) <= 0.5
            || share(row + 1, column) <= 0.5
            || share(row, column - 1) <= 0.5
            || share(row, column + 1) <= 0.5);
  }
}
