package org.apga.trial;

import org.apga.plan.TrialId;

/**
 * The progress of a running trial.
 *
 * @param title as {@link org.apga.plan.Trial#title()}
 * @param epoch the epoch it is in, from 1; 0 before the first
 * @param epochs most epochs it may take
 * @param step batches done in this epoch
 * @param steps batches of an epoch; 0 while unknown
 * @param accuracy accuracy of the last evaluation, 0..1; NaN before the first
 * @param loss last mean cross-entropy of training; NaN before the first
 */
public record TrialProgress(
    TrialId trial,
    String title,
    int epoch,
    int epochs,
    int step,
    int steps,
    double accuracy,
    double loss) {

  /** A trial that begins to run: its task has a slot, and nothing is trained yet. */
  public static TrialProgress begun(TrialId trial, String title) {
    return new TrialProgress(trial, title, 0, 0, 0, 0, Double.NaN, Double.NaN);
  }
}
