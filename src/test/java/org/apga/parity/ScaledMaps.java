package org.apga.parity;

import org.apga.engine.ActivationMaps;

/**
 * Grad-CAM at the size of the image (bilinear, corners not aligned), minus its minimum, over its
 * maximum. A map that is the same everywhere becomes 0.
 *
 * @param images n
 * @param values n x size x size
 * @param imagesAllZero maps that are the same everywhere
 */
record ScaledMaps(int images, double[] values, int imagesAllZero) {

  static ScaledMaps of(ActivationMaps maps, int size) {
    double[] values = new double[maps.images() * size * size];
    int allZero = 0;
    for (int i = 0; i < maps.images(); i++) {
      double lowest = Double.POSITIVE_INFINITY;
      double highest = Double.NEGATIVE_INFINITY;
      for (int r = 0; r < size; r++) {
        for (int c = 0; c < size; c++) {
          double value = at(maps, i, r, c, size);
          values[(i * size + r) * size + c] = value;
          lowest = Math.min(lowest, value);
          highest = Math.max(highest, value);
        }
      }
      allZero += highest > lowest ? 0 : 1;
      for (int k = i * size * size; k < (i + 1) * size * size; k++) {
        values[k] = highest > lowest ? (values[k] - lowest) / (highest - lowest) : 0;
      }
    }
    return new ScaledMaps(maps.images(), values, allZero);
  }

  private static double at(ActivationMaps maps, int image, int row, int column, int size) {
    double r = Math.max((row + 0.5) * maps.height() / size - 0.5, 0);
    double c = Math.max((column + 0.5) * maps.width() / size - 0.5, 0);
    int top = (int) r;
    int left = (int) c;
    int bottom = Math.min(top + 1, maps.height() - 1);
    int right = Math.min(left + 1, maps.width() - 1);
    double down = r - top;
    double across = c - left;
    return (1 - down)
            * ((1 - across) * cell(maps, image, top, left) + across * cell(maps, image, top, right))
        + down
            * ((1 - across) * cell(maps, image, bottom, left)
                + across * cell(maps, image, bottom, right));
  }

  private static double cell(ActivationMaps maps, int image, int row, int column) {
    return maps.values()[(image * maps.height() + row) * maps.width() + column];
  }

  double meanOfDefined() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / (values.length / images) / (images - imagesAllZero);
  }

  double shareOverHalf() {
    long over = 0;
    for (double value : values) {
      over += value > 0.5 ? 1 : 0;
    }
    return (double) over / values.length;
  }
}
