package org.apga.train;

import java.util.Map;
import org.apga.method.Measure;

/**
 * The results of one epoch.
 *
 * @param epoch from 1
 * @param steps batches of the epoch
 * @param means means of the measures of the steps, weighted by their images
 * @param evaluation the evaluation at the epoch's end, on the split that decides
 * @param runningAccuracy accuracy over images on that split with running statistics of batch norm;
 *     NaN if the evaluation uses them too
 * @param rate factor on the learning rate in the epoch's steps
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
