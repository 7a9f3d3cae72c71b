package org.apga.metrics;

/**
 * A rectangle of an image, in fractions of its width and height from the upper left corner.
 *
 * @param left 0..1 of the width
 * @param top 0..1 of the height
 * @param right 0..1 of the width, more than {@code left}
 * @param bottom 0..1 of the height, more than {@code top}
 */
public record Box(double left, double top, double right, double bottom) {

  /**
   * Checks the order of the edges.
   *
   * @throws IllegalArgumentException if the box is empty or reaches out of the image
   */
  public Box {
    if (!(0 <= left && left < right && right <= 1 && 0 <= top && top < bottom && bottom <= 1)) {
      throw new IllegalArgumentException(
          "Cannot make a box of left "
              + left
              + ", top "
              + top
              + ", right "
              + right
              + ", bottom "
              + bottom
              + ": it is empty or reaches out of the image. Use fractions with left < right and"
              + " top < bottom.");
    }
  }

  /** Whether the centre of the pixel in this row and column of a height x width image is inside. */
  boolean holds(int row, int column, int height, int width) {
    double x = (column + 0.5) / width;
    double y = (row + 0.5) / height;
    return left <= x && x < right && top <= y && y < bottom;
  }
}
