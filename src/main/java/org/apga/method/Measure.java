package org.apga.method;

import java.util.Locale;

/** What a step reports. Each is a column of the table {@code epochs}, averaged over an epoch. */
public enum Measure {
  /** Cross-entropy on the clean batch, training mode, before its step. */
  CLEAN_LOSS("nat", "cross-entropy on the clean batch, training mode, before its step"),
  /** Continue's second step. */
  SECOND_LOSS("nat", "cross-entropy of continue's second clean step, before it"),
  /** Cutout's second step. */
  CUTOUT_LOSS("nat", "cross-entropy on the batch with a random rectangle erased, before its step"),
  /** Grad-CAM's first step. */
  CAM_MASKED_LOSS("nat", "cross-entropy on what Grad-CAM keeps, before its step"),
  /** End2end's joint step. */
  SOFT_MASK_LOSS("nat", "cross-entropy part of end2end's joint loss on p * x, before its step"),
  /** APGA's adversary. */
  MASKED_OUT_LOSS("nat", "cross-entropy without what the policy points at, evaluation mode"),
  /** The aid of apga and end2end. */
  MASKED_IN_LOSS("nat", "cross-entropy on only what the policy points at, before its step"),
  /** APGA's reward. */
  REWARD("nat", "masked_out_loss - clean_loss"),
  /** APGA's moving baseline of rewards. */
  REWARD_BASELINE("nat", "moving average of rewards, after its update"),
  /** APGA's advantage. */
  ADVANTAGE("nat", "reward - reward_baseline"),
  /** APGA's policy loss. */
  POLICY_LOSS("nat", "policy loss before its step"),
  /** How much is pointed at. */
  MASK_SHARE("share", "share of pixels the mask keeps or erases (p or Grad-CAM over one half)"),
  /** Masks that point at nothing. */
  MASK_EMPTY("share", "share of images whose mask is empty"),
  /** Masks that point at everything. */
  MASK_FULL("share", "share of images whose mask is full");

  private final String unit;
  private final String meaning;

  Measure(String unit, String meaning) {
    this.unit = unit;
    this.meaning = meaning;
  }

  /** Name of its column. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code nat} or {@code share} (0..1). */
  public String unit() {
    return unit;
  }

  /** One sentence. */
  public String meaning() {
    return meaning;
  }
}
