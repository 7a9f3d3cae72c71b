package org.apga.metrics;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one mask. A pixel is marked if its probability is over 0.5.
 *
 * @param shareOverHalf share of the pixels that are marked, 0..1
 * @param empty no pixel is marked
 * @param full every pixel is marked
 * @param lesion how the mask overlaps the lesion; null if the image shows none
 */
public record MaskMetrics(
    double shareOverHalf, boolean empty, boolean full, @Nullable Lesion lesion) {

  /**
   * How a mask overlaps the union of a lesion's boxes. A pixel is in a box if its centre is; a box
   * too thin to contain a centre covers one row or column of pixels.
   *
   * @param iou marked pixels in a box / pixels that are marked or in a box
   * @param hit pointing game (Zhang et al. 2016): whether the pixel with the highest probability is
   *     in a box; if several are highest, the first in row-major order counts
   * @param chance share of the pixels that are in a box: how often a pixel picked at random hits
   */
  public record Lesion(double iou, boolean hit, double chance) {}

  /**
   * Metrics of a mask.
   *
   * @param probabilities height x width, row-major, 0..1
   * @param boxes of the lesion; empty if the image shows none
   * @throws IllegalArgumentException if the size does not fit or a probability is not in 0..1
   */
  public static MaskMetrics of(double[] probabilities, int height, int width, List<Box> boxes) {
    if (height <= 0 || width <= 0 || probabilities.length != Math.multiplyExact(height, width)) {
      throw new IllegalArgumentException(
          ("Cannot measure a mask of %s x %s pixels: it has %s probabilities. Pass one per"
                  + " pixel.")
              .formatted(height, width, probabilities.length));
    }
    boolean[] inBox = pixels(boxes, height, width);
    int marked = 0;
    int boxed = 0;
    int both = 0;
    int highest = 0;
    for (int i = 0; i < probabilities.length; i++) {
      double p = probabilities[i];
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException(
            ("Cannot measure a mask of %s x %s pixels: the probability in row %s, column %s is %s,"
                    + " not in 0..1. Check whether the policy diverged.")
                .formatted(height, width, i / width, i % width, p));
      }
      boxed += inBox[i] ? 1 : 0;
      if (p > 0.5) {
        marked++;
        both += inBox[i] ? 1 : 0;
      }
      highest = p > probabilities[highest] ? i : highest;
    }
    int size = probabilities.length;
    Lesion lesion = null;
    if (!boxes.isEmpty()) {
      lesion =
          new Lesion(
              (double) both / (marked + boxed - both), inBox[highest], (double) boxed / size);
    }
    return new MaskMetrics((double) marked / size, marked == 0, marked == size, lesion);
  }

  /** Which pixels are in a box, row-major. */
  private static boolean[] pixels(List<Box> boxes, int height, int width) {
    boolean[] inBox = new boolean[height * width];
    for (Box box : boxes) {
      Box.Pixels pixels = box.pixels(height, width);
      for (int row = pixels.firstRow(); row < pixels.endRow(); row++) {
        Arrays.fill(
            inBox, row * width + pixels.firstColumn(), row * width + pixels.endColumn(), true);
      }
    }
    return inBox;
  }
}
