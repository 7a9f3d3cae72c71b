package org.apga.data.image;

/**
 * Resizes a plane with a triangle filter that widens as the image shrinks, to avoid aliasing: PIL's
 * {@code resize(size, BILINEAR)} (Pillow, Resample.c). Separable, rows first; pixels are squares,
 * their centres at halves.
 */
public final class Resampler {
  /** Rows that share each read of the weights. */
  private static final int ROWS = 4;

  private final int to;
  private final int taps;
  private final int[] first;
  private final float[] weights;

  /** Each output pixel has the same number of taps; those beyond the triangle have weight 0. */
  private Resampler(int from, int to) {
    this.to = to;
    double scale = (double) from / to;
    double support = Math.max(scale, 1);
    first = new int[to];
    int[] behind = new int[to];
    int most = 0;
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      first[i] = Math.max((int) (centre - support + 0.5), 0);
      behind[i] = Math.min((int) (centre + support + 0.5), from);
      most = Math.max(most, behind[i] - first[i]);
    }
    taps = most;
    weights = new float[to * taps];
    for (int i = 0; i < to; i++) {
      int low = first[i];
      first[i] = Math.min(low, from - taps);
      triangle(low, behind[i], (i + 0.5) * scale, support, i * taps + low - first[i]);
    }
  }

  private void triangle(int low, int high, double centre, double support, int at) {
    double[] raw = new double[high - low];
    double sum = 0;
    for (int i = 0; i < raw.length; i++) {
      raw[i] = Math.max(0, 1 - Math.abs(low + i - centre + 0.5) / support);
      sum += raw[i];
    }
    for (int i = 0; i < raw.length; i++) {
      weights[at + i] = (float) (raw[i] / sum);
    }
  }

  /**
   * The plane at another size, ignoring its aspect ratio.
   *
   * @return toHeight x toWidth, row-major
   */
  public static float[] resize(Plane plane, int toHeight, int toWidth) {
    float[] narrow = new Resampler(plane.width(), toWidth).alongRows(plane);
    return new Resampler(plane.height(), toHeight).alongColumns(narrow, toWidth);
  }

  private float[] alongRows(Plane plane) {
    int height = plane.height();
    int whole = height / ROWS * ROWS;
    float[] out = new float[height * to];
    float[][] rows = new float[ROWS][plane.width()];
    for (int y = 0; y < whole; y += ROWS) {
      for (int i = 0; i < ROWS; i++) {
        plane.row(y + i, rows[i]);
      }
      fourRows(rows, out, y * to);
    }
    float[] rest = new float[ROWS * to];
    for (int y = whole; y < height; y++) {
      plane.row(y, rows[y - whole]);
    }
    fourRows(rows, rest, 0);
    System.arraycopy(rest, 0, out, whole * to, (height - whole) * to);
    return out;
  }

  /**
   * Sums the taps in order, four per expression: with so few taps, a plain loop would cost more
   * than the sums.
   */
  private void fourRows(float[][] rows, float[] out, int at) {
    float[] a = rows[0];
    float[] b = rows[1];
    float[] c = rows[2];
    float[] d = rows[3];
    for (int x = 0; x < to; x++) {
      int w = x * taps;
      int p = first[x];
      float sumA = 0;
      float sumB = 0;
      float sumC = 0;
      float sumD = 0;
      int i = 0;
      for (; i + 4 <= taps; i += 4, w += 4, p += 4) {
        float w0 = weights[w];
        float w1 = weights[w + 1];
        float w2 = weights[w + 2];
        float w3 = weights[w + 3];
        sumA = sumA + w0 * a[p] + w1 * a[p + 1] + w2 * a[p + 2] + w3 * a[p + 3];
        sumB = sumB + w0 * b[p] + w1 * b[p + 1] + w2 * b[p + 2] + w3 * b[p + 3];
        sumC = sumC + w0 * c[p] + w1 * c[p + 1] + w2 * c[p + 2] + w3 * c[p + 3];
        sumD = sumD + w0 * d[p] + w1 * d[p + 1] + w2 * d[p + 2] + w3 * d[p + 3];
      }
      for (; i < taps; i++, w++, p++) {
        sumA += weights[w] * a[p];
        sumB += weights[w] * b[p];
        sumC += weights[w] * c[p];
        sumD += weights[w] * d[p];
      }
      out[at + x] = sumA;
      out[at + to + x] = sumB;
      out[at + 2 * to + x] = sumC;
      out[at + 3 * to + x] = sumD;
    }
  }

  private float[] alongColumns(float[] plane, int width) {
    float[] out = new float[to * width];
    for (int y = 0; y < to; y++) {
      int w = y * taps;
      int p = first[y] * width;
      int end = w + taps;
      for (; w + ROWS <= end; w += ROWS, p += ROWS * width) {
        addFourRows(w, plane, p, out, y * width, width);
      }
      for (; w < end; w++, p += width) {
        addRow(weights[w], plane, p, out, y * width, width);
      }
    }
    return out;
  }

  private void addFourRows(int w, float[] plane, int from, float[] out, int at, int width) {
    float a = weights[w];
    float b = weights[w + 1];
    float c = weights[w + 2];
    float d = weights[w + 3];
    for (int x = 0; x < width; x++) {
      int p = from + x;
      out[at + x] =
          out[at + x]
              + a * plane[p]
              + b * plane[p + width]
              + c * plane[p + 2 * width]
              + d * plane[p + 3 * width];
    }
  }

  private static void addRow(
      float weight, float[] plane, int from, float[] out, int at, int width) {
    for (int x = 0; x < width; x++) {
      out[at + x] += weight * plane[from + x];
    }
  }
}
