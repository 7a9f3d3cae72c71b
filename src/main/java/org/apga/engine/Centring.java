package org.apga.engine;

/**
 * How a policy's scores were centred.
 *
 * @param subtract the median of the scores (mean of the two middle ones if even)
 * @param divide their sample standard deviation
 */
public record Centring(double subtract, double divide) {}
