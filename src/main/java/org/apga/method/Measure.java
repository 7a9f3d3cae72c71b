package org.apga.method;

import java.util.Locale;

/** What a step reports. Each is a column of the table {@code epochs}, averaged over an epoch. */
public enum Measure {
  /** Cross-entropy on the clean batch, training mode, before its step. */
  CLEAN_LOSS,
  /** The second step of continue and continue3. */
  SECOND_LOSS,
  /** Continue3's third step. */
  THIRD_LOSS,
  /** Cutout's second step. */
  CUTOUT_LOSS,
  /** Grad-CAM's first step. */
  CAM_MASKED_LOSS,
  /** End2end's joint step. */
  SOFT_MASK_LOSS,
  /** APGA's adversary. */
  MASKED_OUT_LOSS,
  /** The aid of apga and end2end. */
  MASKED_IN_LOSS,
  /** APGA's reward. */
  REWARD,
  /** APGA's moving baseline of rewards. */
  REWARD_BASELINE,
  /** APGA's advantage. */
  ADVANTAGE,
  /** The loss that the policy follows: APGA's policy loss, or end2end's whole joint loss. */
  POLICY_LOSS,
  /** How much Grad-CAM points at. */
  MASK_SHARE,
  /** Maps of Grad-CAM that point at nothing. */
  MASK_EMPTY,
  /** Maps of Grad-CAM that point at everything. */
  MASK_FULL,
  /** How much the policy points at before its step of the batch: what APGA's adversary erases. */
  MASK_SHARE_BEFORE,
  /** Masks that point at nothing then. */
  MASK_EMPTY_BEFORE,
  /** Masks that point at everything then. */
  MASK_FULL_BEFORE,
  /** How much the policy points at after its step of the batch: what the aid keeps. */
  MASK_SHARE_AFTER,
  /** Masks that point at nothing then. */
  MASK_EMPTY_AFTER,
  /** Masks that point at everything then. */
  MASK_FULL_AFTER;

  /** Name of its column. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
