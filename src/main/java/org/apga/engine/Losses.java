package org.apga.engine;

/**
 * The loss of a batch; not finite where the classifier diverged.
 *
 * @param mean of the batch: the loss that a step follows
 * @param images n, the loss of each; their mean is that of the batch, so that where classes weigh
 *     differently an image of a heavy class has more
 */
public record Losses(double mean, double[] images) {}
