package org.apga.masks;

import java.util.Locale;

/** What says which pixels matter. */
public enum Saliency {
  /** The policy's probability. */
  POLICY,
  /** Grad-CAM of the classifier. */
  GRADCAM,
  /** Random blobs as smooth as Grad-CAM: the control. */
  RANDOM;

  /** As tables name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
