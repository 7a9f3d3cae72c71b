package org.apga.engine;

/** Bilinear resizing with corners not aligned, as PyTorch's {@code interpolate} computes it. */
public final class Bilinear {
  private Bilinear() {}

  /**
   * Resizes each image.
   *
   * @param values images x fromHeight x fromWidth, row-major
   * @return images x height x width, row-major
   */
  public static double[] resize(
      double[] values, int fromHeight, int fromWidth, int height, int width) {
    int images = values.length / (fromHeight * fromWidth);
    Taps rows = Taps.of(fromHeight, height);
    Taps columns = Taps.of(fromWidth, width);
    double[] resized = new double[images * height * width];
    for (int i = 0; i < images; i++) {
      int image = i * fromHeight * fromWidth;
      for (int row = 0; row < height; row++) {
        int above = image + rows.low[row] * fromWidth;
        int below = image + rows.high[row] * fromWidth;
        double down = rows.weight[row];
        for (int column = 0; column < width; column++) {
          int left = columns.low[column];
          int right = columns.high[column];
          double across = columns.weight[column];
          resized[(i * height + row) * width + column] =
              (1 - down) * mix(values, above + left, above + right, across)
                  + down * mix(values, below + left, below + right, across);
        }
      }
    }
    return resized;
  }

  private static double mix(double[] values, int left, int right, double across) {
    return (1 - across) * values[left] + across * values[right];
  }

  /** The two source cells around each target cell, and the weight of the second. */
  private record Taps(int[] low, int[] high, double[] weight) {
    static Taps of(int from, int to) {
      Taps taps = new Taps(new int[to], new int[to], new double[to]);
      double scale = (double) from / to;
      for (int i = 0; i < to; i++) {
        double place = Math.max(0, (i + 0.5) * scale - 0.5);
        taps.low[i] = (int) place;
        taps.high[i] = Math.min(taps.low[i] + 1, from - 1);
        taps.weight[i] = place - taps.low[i];
      }
      return taps;
    }
  }
}
