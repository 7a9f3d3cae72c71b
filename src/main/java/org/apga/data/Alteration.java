package org.apga.data;

import java.util.Arrays;

/**
 * The changes made to one image, in this order: mirroring, rotation and scaling about the centre,
 * brightness, contrast.
 *
 * <p>Mirroring, rotation and scaling are one bilinear resampling, the same as torchvision's {@code
 * affine(hflip(image), degrees, [0, 0], scale, [0, 0], BILINEAR, fill=0)} on a tensor: the outside
 * is black, and a pixel on the image's edge is darkened twice by the part of it that lies outside
 * (its neighbours there are black, and the fill is blended in by the same share). {@code
 * adjust_brightness} and {@code adjust_contrast} follow.
 *
 * @param mirrored left to right
 * @param degrees clockwise
 * @param scale factor of size, above 0
 * @param brightness factor applied to every grey level, at least 0; the result is clipped to white
 * @param contrast factor applied to every grey level's distance from the mean of the image, at
 *     least 0; the result is clipped to black and white
 */
record Alteration(
    boolean mirrored, double degrees, double scale, double brightness, double contrast) {
  static final Alteration NONE = new Alteration(false, 0, 1, 1, 1);

  /**
   * Alters a square image in place.
   *
   * @param pixels contains the image, row-major, 0..1
   * @param at index of its first pixel
   * @param side pixels
   */
  void alter(double[] pixels, int at, int side) {
    int end = at + side * side;
    if (degrees != 0 || scale != 1) {
      resample(Arrays.copyOfRange(pixels, at, end), pixels, at, side);
    } else if (mirrored) {
      mirror(pixels, at, end, side);
    }
    if (brightness != 1) {
      stretch(pixels, at, end, brightness, 0);
    }
    if (contrast != 1) {
      stretch(pixels, at, end, contrast, (1 - contrast) * mean(pixels, at, end));
    }
  }

  private static void mirror(double[] pixels, int at, int end, int side) {
    for (int row = at; row < end; row += side) {
      for (int left = row, right = row + side - 1; left < right; left++, right--) {
        double swapped = pixels[left];
        pixels[left] = pixels[right];
        pixels[right] = swapped;
      }
    }
  }

  // StrictMath, because results of Math may differ in their last bits between machines.
  private void resample(double[] from, double[] pixels, int at, int side) {
    double across = StrictMath.cos(Math.toRadians(degrees)) / scale;
    double along = StrictMath.sin(Math.toRadians(degrees)) / scale;
    double middle = (side - 1) / 2.0;
    double hand = mirrored ? -1 : 1;
    int to = at;
    for (int row = 0; row < side; row++) {
      double y = row - middle;
      for (int column = 0; column < side; column++) {
        double x = column - middle;
        pixels[to++] =
            bilinear(
                from,
                side,
                middle + hand * (across * x + along * y),
                middle + (across * y - along * x));
      }
    }
  }

  private static double bilinear(double[] from, int side, double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double right = x - column;
    double down = y - row;
    if (column < 0 || row < 0 || column >= side - 1 || row >= side - 1) {
      return onEdge(from, side, column, row, right, down);
    }
    int p = row * side + column;
    double above = from[p] + right * (from[p + 1] - from[p]);
    double below = from[p + side] + right * (from[p + side + 1] - from[p + side]);
    return above + down * (below - above);
  }

  private static double onEdge(
      double[] from, int side, int column, int row, double right, double down) {
    double sum = 0;
    double inside = 0;
    for (int r = Math.max(row, 0); r <= Math.min(row + 1, side - 1); r++) {
      for (int c = Math.max(column, 0); c <= Math.min(column + 1, side - 1); c++) {
        double weight = (c == column ? 1 - right : right) * (r == row ? 1 - down : down);
        sum += weight * from[r * side + c];
        inside += weight;
      }
    }
    return sum * inside;
  }

  private static void stretch(double[] pixels, int at, int end, double factor, double shift) {
    for (int p = at; p < end; p++) {
      pixels[p] = Math.min(Math.max(factor * pixels[p] + shift, 0), 1);
    }
  }

  private static double mean(double[] pixels, int at, int end) {
    double sum = 0;
    for (int p = at; p < end; p++) {
      sum += pixels[p];
    }
    return sum / (end - at);
  }
}
