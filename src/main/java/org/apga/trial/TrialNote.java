package org.apga.trial;

import org.apga.plan.TrialId;

/**
 * Something about a running trial that a person should know, such as the checkpoint it goes on
 * from.
 *
 * @param about what it applies to
 * @param text one line
 */
public record TrialNote(TrialId trial, About about, String text) {
  /** What a note applies to. */
  public enum About {
    /** The trial alone. */
    TRIAL,
    /** Every trial of its part; shown once. */
    PART
  }

  /** A note about the trial alone. */
  public TrialNote(TrialId trial, String text) {
    this(trial, About.TRIAL, text);
  }
}
