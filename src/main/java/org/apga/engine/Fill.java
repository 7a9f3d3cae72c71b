package org.apga.engine;

import java.util.Arrays;

/** What replaces erased pixels. */
public enum Fill {
  /** Black, as published. */
  ZERO,
  /** The mean grey level of the whole image. */
  MEAN,
  /**
   * The image itself, blurred by a Gaussian whose standard deviation is a sixteenth of the image's
   * width. The kernel is cut off at three deviations and normalised to sum to 1; the border's
   * pixels are repeated beyond the border.
   */
  BLUR;

  private static final double DEVIATIONS = 1.0 / 16;
  private static final int CUT = 3;

  /**
   * The values that replace erased pixels.
   *
   * @param pixels images x height x width
   * @return images x height x width
   */
  double[] of(double[] pixels, int height, int width) {
    return switch (this) {
      case ZERO -> new double[pixels.length];
      case MEAN -> means(pixels, height * width);
      case BLUR -> blurred(pixels, height, width);
    };
  }

  private static double[] means(double[] pixels, int size) {
    double[] means = new double[pixels.length];
    for (int from = 0; from < pixels.length; from += size) {
      double sum = 0;
      for (int i = from; i < from + size; i++) {
        sum += pixels[i];
      }
      Arrays.fill(means, from, from + size, sum / size);
    }
    return means;
  }

  private static double[] blurred(double[] pixels, int height, int width) {
    double[] kernel = blurKernel(width);
    double[] across = new double[pixels.length];
    for (int row = 0; row < pixels.length; row += width) {
      for (int j = 0; j < width; j++) {
        across[row + j] = weighted(pixels, row, 1, j, width, kernel);
      }
    }
    double[] blurred = new double[pixels.length];
    int size = height * width;
    for (int image = 0; image < pixels.length; image += size) {
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          blurred[image + i * width + j] = weighted(across, image + j, width, i, height, kernel);
        }
      }
    }
    return blurred;
  }

  /** The kernel applied at place {@code at} of a line of {@code length} pixels. */
  private static double weighted(
      double[] pixels, int from, int stride, int at, int length, double[] kernel) {
    int reach = kernel.length / 2;
    double sum = 0;
    for (int k = 0; k < kernel.length; k++) {
      int place = Math.min(Math.max(at + k - reach, 0), length - 1);
      sum += kernel[k] * pixels[from + place * stride];
    }
    return sum;
  }

  /**
   * The weights of {@link #BLUR} along a line of pixels, for rows and columns alike.
   *
   * @param width of the image, pixels
   * @return an odd number of weights, the middle one for the pixel itself; their sum is 1
   */
  public static double[] blurKernel(int width) {
    double deviation = width * DEVIATIONS;
    int reach = (int) Math.ceil(CUT * deviation);
    double[] kernel = new double[2 * reach + 1];
    double sum = 0;
    for (int k = 0; k < kernel.length; k++) {
      double distance = (k - reach) / deviation;
      kernel[k] = Math.exp(-distance * distance / 2);
      sum += kernel[k];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    return kernel;
  }
}
