package org.apga.verify;

import java.util.Locale;
import java.util.Map;

/** Which quirks of the published code are part of a case. */
public enum Variant {
  /** All of them: the profile {@code reference}. */
  PUBLISHED(Map.of()),
  /**
   * Gradients are zeroed before end2end's joint step, and Grad-CAM's frozen model is in evaluation
   * mode. A map that is zero everywhere still erases its image.
   */
  REPAIRED(Map.of("arms.end2end.gradients", "zeroed", "arms.gradcam.statistics", "running"));

  private final Map<String, String> settings;

  Variant(Map<String, String> settings) {
    this.settings = settings;
  }

  /** What it changes in the profile {@code reference}, by path. */
  public Map<String, String> settings() {
    return settings;
  }

  /** Its name in a case's file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
