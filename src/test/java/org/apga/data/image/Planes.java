package org.apga.data.image;

/** Looks at planes as a whole. */
final class Planes {
  private Planes() {}

  /** Its levels, height x width. */
  static float[] levels(Plane plane) {
    float[] levels = new float[plane.height() * plane.width()];
    float[] row = new float[plane.width()];
    for (int y = 0; y < plane.height(); y++) {
      plane.row(y, row);
      System.arraycopy(row, 0, levels, y * row.length, row.length);
    }
    return levels;
  }
}
