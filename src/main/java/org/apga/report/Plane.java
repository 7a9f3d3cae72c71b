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
    double[] shares = new double[side * side];
    for (int row = 0; row < side; row++) {
      double y = place(row, side, image.height());
      for (int column = 0; column < side; column++) {
        double x = place(column, side, image.width());
        shares[row * side + column] = at(image, y, x) / WHITE;
      }
    }
    return new Plane(side, shares);
  }

  private static double place(int to, int side, int from) {
    return Math.max(0, Math.min(from - 1, (to + 0.5) * from / side - 0.5));
  }

  private static double at(GreyImage image, double y, double x) {
    int top = (int) y;
    int left = (int) x;
    int bottom = Math.min(top + 1, image.height() - 1);
    int right = Math.min(left + 1, image.width() - 1);
    double upper = (1 - x + left) * image.level(top, left) + (x - left) * image.level(top, right);
    double lower =
        (1 - x + left) * image.level(bottom, left) + (x - left) * image.level(bottom, right);
    return (1 - y + top) * upper + (y - top) * lower;
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
