package org.apga.method;

import java.util.Locale;

/**
 * Values that a step reports. Each is a column of the table {@code epochs}, averaged over an epoch.
 */
public enum Measure {
  /** Cross-entropy on the clean batch, training mode, before its step. */
  CLEAN_LOSS,
  /** Loss of the second step of continue and continue3. */
  SECOND_LOSS,
  /** Loss of continue3's third step. */
  THIRD_LOSS,
  /** Loss of cutout's second step. */
  CUTOUT_LOSS,
  /** Loss of Grad-CAM's first step. */
  CAM_MASKED_LOSS,
  /** Cross-entropy of end2end's joint step. */
  SOFT_MASK_LOSS,
  /** Loss on the images of APGA's adversary. */
  MASKED_OUT_LOSS,
  /** Loss on the images of the aid of apga and end2end. */
  MASKED_IN_LOSS,
  /** APGA's reward. */
  REWARD,
  /** APGA's moving baseline of rewards. */
  REWARD_BASELINE,
  /** APGA's advantage. */
  ADVANTAGE,
  /** The loss that the policy minimises: APGA's policy loss, or end2end's whole joint loss. */
  POLICY_LOSS,
  /** Share of pixels that Grad-CAM points at. */
  MASK_SHARE,
  /** Share of maps of Grad-CAM that point at nothing. */
  MASK_EMPTY,
  /** Share of maps of Grad-CAM that point at everything. */
  MASK_FULL,
  /** Share of pixels that the policy points at before its step, which APGA's adversary erases. */
  MASK_SHARE_BEFORE,
  /** Share of masks that point at nothing before the policy's step. */
  MASK_EMPTY_BEFORE,
  /** Share of masks that point at everything before the policy's step. */
  MASK_FULL_BEFORE,
  /** Share of pixels that the policy points at after its step, which the aid keeps. */
  MASK_SHARE_AFTER,
  /** Share of masks that point at nothing after the policy's step. */
  MASK_EMPTY_AFTER,
  /** Share of masks that point at everything after the policy's step. */
  MASK_FULL_AFTER;

  /** Name of its column. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
