package org.apga.plan;

import org.apga.config.Arm;

/**
 * How long trials take relative to each other, for ordering only: the passes through the networks
 * per batch, in units of one classifier step. A policy step counts 4 and a policy's forward pass
 * 1.3 (UNet-11 against DenseNet-169, 224 x 224, on a CPU); a pass that trains nothing counts 0.4.
 */
public final class Cost {
  private static final double POLICY = 4 + 1.3;
  private static final double PASS = 0.4;

  private Cost() {}

  /** Returns the cost of one epoch per image. */
  public static double of(Arm arm) {
    return arm.classifierSteps() + PASS * arm.otherPasses() + (arm.trainsPolicy() ? POLICY : 0);
  }
}
