package org.apga.engine;

/**
 * The loss of a batch; not finite if the classifier diverged.
 *
 * @param mean of the batch: the loss that a step minimises
 * @param images n, the loss of each; their mean is that of the batch, so that with class weights an
 *     image of a heavier class has a larger loss
 */
public record Losses(double mean, double[] images) {}
