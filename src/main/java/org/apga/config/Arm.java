package org.apga.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A way of training (Cheng et al. 2019, and {@code continue}, which is ours). */
public enum Arm {
  /** Cross-entropy on clean images. */
  BASELINE,
  /** Goes on from the best baseline with two clean steps a batch: what longer training gives. */
  CONTINUE,
  /** A clean step, then a step on images with a random rectangle erased. */
  CUTOUT,
  /** A step on what a frozen baseline's Grad-CAM keeps, then a clean step. */
  GRADCAM,
  /** Classifier and policy in one differentiable loss. */
  END2END,
  /** Adversarial policy gradient augmentation. */
  APGA;

  /** Its name in configuration, tables and paths. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it trains a masking policy. */
  public boolean trainsPolicy() {
    return this == END2END || this == APGA;
  }

  /** Whether it starts from the best baseline of the same part, seed and shot. */
  public boolean startsFromBaseline() {
    return this != BASELINE;
  }

  /** All names, in order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Arm::label).toList();
  }

  /**
   * The arm of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Arm of(String label) {
    for (Arm arm : values()) {
      if (arm.label().equals(label)) {
        return arm;
      }
    }
    throw new IllegalArgumentException(
        "Cannot find arm \"" + label + "\". Take one of " + labels() + ".");
  }
}
