package org.apga.data.image;

import java.awt.image.Raster;

/** A raster of the JDK in grey. */
final class RasterPlane implements Plane {
  private final Raster raster;
  private final SamplesPlane.Level level;
  private final int[] samples;

  RasterPlane(Raster raster, SamplesPlane.Level level) {
    this.raster = raster;
    this.level = level;
    this.samples = new int[raster.getWidth() * raster.getNumBands()];
  }

  /**
   * This, after each pixel was looked at.
   *
   * @throws IndexOutOfBoundsException if one's level is not known
   */
  RasterPlane looked() {
    float[] row = new float[width()];
    for (int y = 0; y < height(); y++) {
      row(y, row);
    }
    return this;
  }

  @Override
  public int height() {
    return raster.getHeight();
  }

  @Override
  public int width() {
    return raster.getWidth();
  }

  @Override
  public void row(int y, float[] levels) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    raster.getPixels(0, y, width, 1, samples);
    for (int x = 0; x < width; x++) {
      levels[x] = level.of(samples, x * bands);
    }
  }
}
