package org.apga.trial;

import org.apga.plan.TrialId;

/**
 * Something about a running trial that a person should know, such as from where it goes on.
 *
 * @param about what it is true of
 * @param text one line
 */
public record TrialNote(TrialId trial, About about, String text) {
  /** What a note is true of. */
  public enum About {
    /** The trial alone. */
    TRIAL,
    /** Every trial of its part: it is shown once. */
    PART
  }

  /** A note about the trial alone. */
  public TrialNote(TrialId trial, String text) {
    this(trial, About.TRIAL, text);
  }
}
