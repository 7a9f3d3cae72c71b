package org.apga.plan;

import org.apga.config.Arm;

/**
 * How long trials take relative to each other, for ordering only: passes through the networks a
 * batch, in units of one classifier step. A policy step weighs 4 of them and a policy forward 1.3
 * (UNet-11 against DenseNet-169, 224 x 224, on a CPU); an evaluation pass 0.4.
 */
public final class Cost {
  private Cost() {}

  /** Cost of one epoch an image. */
  public static double of(Arm arm) {
    return switch (arm) {
      case BASELINE -> 1;
      case CONTINUE, CUTOUT -> 2;
      case GRADCAM -> 2.4;
      case END2END -> 3 + 4 + 1.3;
      case APGA -> 2 + 0.4 + 4 + 1.3;
    };
  }
}
