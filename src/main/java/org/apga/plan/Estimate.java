package org.apga.plan;

/**
 * How long a trial will take, and from what that is known.
 *
 * @param seconds wall clock on one GPU, or on the cores of one trial
 * @param from the trials that were measured, in words
 */
public record Estimate(double seconds, String from) {}
