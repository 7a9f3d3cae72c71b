package org.apga.metrics;

/**
 * A rectangle in an image, in fractions of its width and height from the upper left corner.
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
   * @throws IllegalArgumentException if the box is empty or extends beyond the image
   */
  public Box {
    if (!(0 <= left && left < right && right <= 1 && 0 <= top && top < bottom && bottom <= 1)) {
      throw new IllegalArgumentException(
          ("Cannot make a box of left %s, top %s, right %s, bottom %s: it is empty or extends"
                  + " beyond the image. Use fractions with left < right and top < bottom.")
              .formatted(left, top, right, bottom));
    }
  }

  /** The pixels whose centre is in the box; at least one row and one column. */
  Pixels pixels(int height, int width) {
    int firstRow = first(top, height);
    int firstColumn = first(left, width);
    return new Pixels(
        firstRow,
        Math.max(firstRow + 1, (int) Math.round(bottom * height)),
        firstColumn,
        Math.max(firstColumn + 1, (int) Math.round(right * width)));
  }

  private static int first(double edge, int length) {
    return Math.min(length - 1, (int) Math.round(edge * length));
  }

  /** Rows and columns from the first, inclusive, to the end, exclusive. */
  record Pixels(int firstRow, int endRow, int firstColumn, int endColumn) {}
}
