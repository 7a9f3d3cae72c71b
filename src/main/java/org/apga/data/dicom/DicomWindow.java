package org.apga.data.dicom;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which values of a DICOM image become black and white.
 *
 * @param kind what decides the window
 * @param center of a given window, in units of the modality (Hounsfield units for CT); else 0
 * @param width of a given window; else 0
 */
public record DicomWindow(Kind kind, double center, double width) {
  private static final Pattern GIVEN =
      Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?), *([0-9]+(?:\\.[0-9]+)?)");

  /** What decides the window. */
  public enum Kind {
    /** The file's VOI LUT or its first window; if it has neither, as {@link #FULL}. */
    FILE,
    /** The whole range of the stored bits. */
    FULL,
    /** 0.5 to 99.5 % of the image's own pixels, without padding. */
    PERCENTILE,
    /** The setting. */
    GIVEN
  }

  public static final DicomWindow OF_FILE = new DicomWindow(Kind.FILE, 0, 0);

  /** Reads {@code file}, {@code full}, {@code percentile} or {@code center,width}. */
  public static Optional<DicomWindow> parse(String text) {
    Matcher given = GIVEN.matcher(text);
    if (given.matches()) {
      double width = Double.parseDouble(given.group(2));
      return width < 1
          ? Optional.empty()
          : Optional.of(new DicomWindow(Kind.GIVEN, Double.parseDouble(given.group(1)), width));
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.GIVEN && kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(new DicomWindow(kind, 0, 0));
      }
    }
    return Optional.empty();
  }
}
