package org.apga.config;

import org.apga.data.Augment;

/** Reads the ingredients of a training's recipe. */
final class RecipeReader {
  private static final double MOST_SCALE = 0.9;

  private RecipeReader() {}

  static Augment augment(Settings s) {
    return new Augment(
        s.real("augment.flip", 0, 1),
        s.real("augment.rotate-degrees", 0, 180),
        s.real("augment.scale", 0, MOST_SCALE),
        s.real("augment.brightness", 0, 1),
        s.real("augment.contrast", 0, 1),
        s.real("augment.probability", 0, 1));
  }
}
