package org.apga.engine;

/**
 * The factors of the policy loss.
 *
 * @param actionWeight of A BCE(p, [p &gt; 0.5]); published: 100
 * @param zerosWeight of |A| BCE(p, 0), which shrinks the mask; published: 0.1
 * @param onesWeight of |A| BCE(p, 1), which grows it; published: 0.01
 */
public record PolicyLossWeights(double actionWeight, double zerosWeight, double onesWeight) {}
