package org.apga.data.image;

/**
 * Samples in memory in grey.
 *
 * @param perPixel samples of a pixel, side by side
 * @param samples height x width x perPixel
 * @param level the grey level of the pixel whose first sample stands at an index
 */
public record SamplesPlane(int height, int width, int perPixel, int[] samples, Level level)
    implements Plane {

  /** From samples to a level. */
  public interface Level {
    float of(int[] samples, int at);
  }

  @Override
  public void row(int y, float[] levels) {
    for (int x = 0; x < width; x++) {
      levels[x] = level.of(samples, (y * width + x) * perPixel);
    }
  }
}
