package org.apga.masks;

import java.util.Locale;

/** The map that ranks pixels by importance. */
public enum Saliency {
  /** The policy's probability. */
  POLICY,
  /** Grad-CAM of the classifier. */
  GRADCAM,
  /** Random blobs as smooth as Grad-CAM: the control. */
  RANDOM;

  /** The name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
