package org.apga.data.image;

import java.awt.image.Raster;

/**
 * Grey levels of an image, which are made when a row is asked for. For one thread.
 *
 * @param rows what makes them
 */
public record Plane(int height, int width, Rows rows) {

  /** Makes a row of levels. */
  public interface Rows {
    /**
     * @param y 0 at the top
     * @param levels gets 0 = black to 255 = white; what is behind the image's width stays as it is
     */
    void read(int y, float[] levels);
  }

  /** From the samples of a pixel to its level. */
  public interface Level {
    /**
     * @param samples of some pixels, side by side
     * @param at index of the pixel's first
     */
    float of(int[] samples, int at);
  }

  /** One row of levels: {@link Rows#read}. */
  public void row(int y, float[] levels) {
    rows.read(y, levels);
  }

  /**
   * Samples in memory.
   *
   * @param perPixel samples of a pixel
   * @param samples height x width x perPixel
   */
  public static Plane ofSamples(int height, int width, int perPixel, int[] samples, Level level) {
    return new Plane(
        height,
        width,
        (y, levels) -> {
          for (int x = 0; x < width; x++) {
            levels[x] = level.of(samples, (y * width + x) * perPixel);
          }
        });
  }

  /** A raster of the JDK. */
  static Plane ofRaster(Raster raster, Level level) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int[] samples = new int[width * bands];
    return new Plane(
        raster.getHeight(),
        width,
        (y, levels) -> {
          raster.getPixels(0, y, width, 1, samples);
          for (int x = 0; x < width; x++) {
            levels[x] = level.of(samples, x * bands);
          }
        });
  }
}
