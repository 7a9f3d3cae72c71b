package org.apga.metrics.stats;

/**
 * How often results are resampled, and from which seed.
 *
 * @param resamples 2 or more of patients and of seeds, and random sign flips where there are too
 *     many for all
 * @param seed of the streams that draw them
 */
public record Resampling(int resamples, long seed) {
  /** What a report takes where nobody says otherwise: {@code report} in reference.conf. */
  public static final Resampling USUAL = new Resampling(2000, 2019);
}
