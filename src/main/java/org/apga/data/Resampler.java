package org.apga.data;

/**
 * Resizes a plane with a triangle filter that widens as it shrinks, so that nothing aliases: what
 * PIL calls {@code resize(size, BILINEAR)} (Pillow, Resample.c). Separable, rows first; pixels are
 * squares, their centres at halves.
 */
final class Resampler {
  private final int[] first;
  private final float[][] weights;

  private Resampler(int from, int to) {
    first = new int[to];
    weights = new float[to][];
    double scale = (double) from / to;
    double support = Math.max(scale, 1);
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int low = Math.max((int) (centre - support + 0.5), 0);
      int high = Math.min((int) (centre + support + 0.5), from);
      first[i] = low;
      weights[i] = triangle(low, high, centre, support);
    }
  }

  private static float[] triangle(int low, int high, double centre, double support) {
    double[] raw = new double[high - low];
    double sum = 0;
    for (int i = 0; i < raw.length; i++) {
      raw[i] = Math.max(0, 1 - Math.abs(low + i - centre + 0.5) / support);
      sum += raw[i];
    }
    float[] normalised = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      normalised[i] = (float) (raw[i] / sum);
    }
    return normalised;
  }

  /**
   * The plane at another size, without regard to its aspect ratio.
   *
   * @param plane height x width, row-major
   * @return toHeight x toWidth, row-major
   */
  static float[] resize(float[] plane, int height, int width, int toHeight, int toWidth) {
    float[] narrow = new Resampler(width, toWidth).alongRows(plane, height, width);
    return new Resampler(height, toHeight).alongColumns(narrow, toWidth);
  }

  private float[] alongRows(float[] plane, int height, int width) {
    int to = first.length;
    float[] out = new float[height * to];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < to; x++) {
        float[] w = weights[x];
        int at = y * width + first[x];
        float sum = 0;
        for (int i = 0; i < w.length; i++) {
          sum += w[i] * plane[at + i];
        }
        out[y * to + x] = sum;
      }
    }
    return out;
  }

  private float[] alongColumns(float[] plane, int width) {
    float[] out = new float[first.length * width];
    for (int y = 0; y < first.length; y++) {
      float[] w = weights[y];
      for (int i = 0; i < w.length; i++) {
        int from = (first[y] + i) * width;
        for (int x = 0; x < width; x++) {
          out[y * width + x] += w[i] * plane[from + x];
        }
      }
    }
    return out;
  }
}
