package org.apga.metrics.stats;

/**
 * How often results are resampled, and from which seed.
 *
 * @param resamples number of resamples of patients and of seeds, 2 or more; also of random sign
 *     flips, if there are too many to try all
 * @param seed of the streams that draw them
 */
public record Resampling(int resamples, long seed) {
  /** The default of a report: {@code report} in reference.conf. */
  public static final Resampling USUAL = new Resampling(2000, 2019);
}
