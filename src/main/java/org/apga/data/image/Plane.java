package org.apga.data.image;

/** Grey levels of an image, which are made when a row is asked for. */
public interface Plane {
  int height();

  int width();

  /**
   * One row of levels, 0 = black to 255 = white.
   *
   * @param y 0 at the top
   * @param levels at least {@link #width()}; what is behind stays as it is
   */
  void row(int y, float[] levels);
}
