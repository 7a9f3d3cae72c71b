package org.apga.data.image;

import java.awt.image.Raster;

/**
 * Grey levels of an image, computed when a row is read. For one thread.
 *
 * @param rows computes the levels
 */
public record Plane(int height, int width, Rows rows) {

  /** Computes a row of levels. */
  public interface Rows {
    /**
     * @param y 0 at the top
     * @param levels receives 0 = black to 255 = white; elements beyond the image's width do not
     *     change
     */
    void read(int y, float[] levels);
  }

  /** Converts the samples of a pixel to its level. */
  public interface Level {
    /**
     * @param samples of several pixels in a row
     * @param at index of the pixel's first sample
     */
    float of(int[] samples, int at);
  }

  /** One row of levels: {@link Rows#read}. */
  public void row(int y, float[] levels) {
    rows.read(y, levels);
  }

  /**
   * A plane of samples in memory.
   *
   * @param perPixel samples per pixel
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

  /** A plane of a raster of the JDK. */
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
