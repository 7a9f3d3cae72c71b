package org.apga.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Warns of images that use few of the grey levels, such as 12 bits in a 16-bit file.
 *
 * <p>The range of an image goes from its 0.5 to its 99.5 percentile, so that letters and markers
 * burnt into it do not count. The range of a part goes from the median of the lower ends to the
 * median of the upper ends, so that a few images of another kind do not count.
 */
public final class NarrowLevels {
  private static final int LEVELS = 256;

  /** A range of fewer steps between levels than this, an eighth of all, is narrow. */
  private static final double FEW = (LEVELS - 1) / 8.0;

  private static final double LOWEST = 0.005;

  private NarrowLevels() {}

  /**
   * A sentence and what to try; empty if there is no image or the range is wide enough.
   *
   * @param images of the part, or some of them
   */
  public static Optional<String> warning(String part, PartImages images) {
    List<byte[]> pixels = images.pixels();
    if (pixels.isEmpty()) {
      return Optional.empty();
    }
    int[] low = new int[pixels.size()];
    int[] high = new int[pixels.size()];
    for (int i = 0; i < low.length; i++) {
      int[] histogram = new int[LEVELS];
      for (byte level : pixels.get(i)) {
        histogram[level & 0xff]++;
      }
      int last = pixels.get(i).length - 1;
      low[i] = level(histogram, (int) (LOWEST * last));
      high[i] = level(histogram, (int) Math.ceil((1 - LOWEST) * last));
    }
    int black = median(low);
    int white = median(high);
    return white - black >= FEW
        ? Optional.empty()
        : Optional.of(
            String.format(
                "The images of %s use grey levels %d to %d of 0 to 255 (0.5 and 99.5 percentile,"
                    + " median of %d %s), so networks see little contrast. Try data.levels ="
                    + " percentile, or for all images alike data.levels = \"%s, %s\".",
                part,
                black,
                white,
                low.length,
                low.length == 1 ? "image" : "images",
                share(black),
                share(Math.min(LEVELS - 1, white + 1))));
  }

  private static String share(int level) {
    return String.format(Locale.ROOT, "%.4f", level / (LEVELS - 1.0));
  }

  /** The level of the pixel with that rank. */
  private static int level(int[] histogram, int rank) {
    int below = 0;
    int level = 0;
    while (below + histogram[level] <= rank) {
      below += histogram[level++];
    }
    return level;
  }

  private static int median(int[] values) {
    Arrays.sort(values);
    return values[(values.length - 1) / 2];
  }
}
