package org.apga.train;

import java.util.Map;
import org.apga.method.Measure;

/**
 * What one epoch gave.
 *
 * @param epoch from 1
 * @param steps batches of the epoch
 * @param means of what the steps reported, weighted by their images
 * @param evaluation at the epoch's end, on the split that decides
 * @param runningAccuracy of images on that split with running statistics of batch norm; NaN where
 *     the evaluation has them too
 * @param rate share of the learning rate in the epoch's steps
 * @param best whether it is the best so far
 * @param seconds wall clock
 */
public record EpochReport(
    int epoch,
    int steps,
    Map<Measure, Double> means,
    Evaluation evaluation,
    double runningAccuracy,
    double rate,
    boolean best,
    double seconds) {}
