package org.apga.data.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.math.NumberUtils;

/**
 * Which of an image's levels become black and white.
 *
 * @param kind what decides the range
 * @param black start of a given range, as a share of the scale; else 0
 * @param white end of a given range, as a share of the scale; else 1
 */
public record LevelRange(Kind kind, double black, double white) {
  private static final Pattern GIVEN = Pattern.compile("([0-9.]+), *([0-9.]+)");

  /** What decides the range. */
  public enum Kind {
    /** The file: its samples as they are. */
    FILE,
    /** 0.5 to 99.5 % of the image's own pixels. */
    PERCENTILE,
    /** The setting, the same for every image. */
    GIVEN
  }

  public static final LevelRange OF_FILE = new LevelRange(Kind.FILE, 0, 1);

  private static final double LOWEST = 0.005;

  /** The resolution of 16-bit samples. */
  private static final int BINS = 1 << 16;

  private static final float SCALE = 255;

  /** Reads {@code file}, {@code percentile} or {@code black,white}. */
  public static Optional<LevelRange> parse(String text) {
    Matcher given = GIVEN.matcher(text);
    if (given.matches()) {
      double black = NumberUtils.toDouble(given.group(1), 1);
      double white = NumberUtils.toDouble(given.group(2), 0);
      return black < white && white <= 1
          ? Optional.of(new LevelRange(Kind.GIVEN, black, white))
          : Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.GIVEN && kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(new LevelRange(kind, 0, 1));
      }
    }
    return Optional.empty();
  }

  /** The plane with this range stretched to 0..255; the same plane if the file decides. */
  public Plane of(Plane plane) {
    return switch (kind) {
      case FILE -> plane;
      case GIVEN -> stretched(plane, (float) (SCALE * black), (float) (SCALE * white));
      case PERCENTILE -> {
        int[] histogram = histogram(plane);
        long pixels = (long) plane.height() * plane.width();
        float low = level(histogram, (long) (LOWEST * (pixels - 1)));
        float high = level(histogram, (long) Math.ceil((1 - LOWEST) * (pixels - 1)));
        yield high > low ? stretched(plane, low, high) : plane;
      }
    };
  }

  private static int[] histogram(Plane plane) {
    int[] histogram = new int[BINS];
    float[] row = new float[plane.width()];
    for (int y = 0; y < plane.height(); y++) {
      plane.row(y, row);
      for (float level : row) {
        histogram[Math.round(level / SCALE * (BINS - 1))]++;
      }
    }
    return histogram;
  }

  /** The level of the pixel with that rank. */
  private static float level(int[] histogram, long rank) {
    long below = 0;
    int bin = 0;
    while (below + histogram[bin] <= rank) {
      below += histogram[bin++];
    }
    return SCALE * bin / (BINS - 1);
  }

  private static Plane stretched(Plane plane, float low, float high) {
    return new Plane(
        plane.height(),
        plane.width(),
        (y, levels) -> {
          plane.row(y, levels);
          for (int x = 0; x < plane.width(); x++) {
            levels[x] = Math.max(0, Math.min(SCALE, (levels[x] - low) / (high - low) * SCALE));
          }
        });
  }
}
