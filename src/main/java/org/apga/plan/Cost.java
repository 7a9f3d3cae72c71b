package org.apga.plan;

import org.apga.config.Arm;

/**
 * How long trials take relative to each other, for ordering only: passes through the networks a
 * batch, in units of one classifier step. A policy step weighs 4 of them and a policy forward 1.3
 * (UNet-11 against DenseNet-169, 224 x 224, on a CPU); a pass that trains nothing 0.4.
 */
public final class Cost {
  private static final double POLICY = 4 + 1.3;
  private static final double PASS = 0.4;

  private Cost() {}

  /** Cost of one epoch an image. */
  public static double of(Arm arm) {
    return arm.classifierSteps() + PASS * arm.otherPasses() + (arm.trainsPolicy() ? POLICY : 0);
  }
}
