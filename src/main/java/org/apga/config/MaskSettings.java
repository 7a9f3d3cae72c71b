package org.apga.config;

import org.apga.config.GridConfig.Masks;
import org.apga.config.GridConfig.Thumbnails;

/** Reads what a trial shows of where its networks look. */
final class MaskSettings {
  private static final int MOST_IMAGES = 1000;
  private static final int MOST_CURVE_IMAGES = 100_000;

  private MaskSettings() {}

  static Masks read(Settings s) {
    return new Masks(
        s.whole("masks.images", 0, MOST_IMAGES),
        s.choice("masks.thumbnails", Thumbnails.class),
        s.whole("masks.curve-images", 0, MOST_CURVE_IMAGES));
  }
}
