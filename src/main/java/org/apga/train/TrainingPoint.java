package org.apga.train;

import org.apga.train.Networks.Weights;
import org.jspecify.annotations.Nullable;

/**
 * A point from which a training can go on as if it had never stopped ({@link Trainer#resume}).
 *
 * @param networks the networks; only valid while a {@link TrainListener} handles the point
 * @param best weights of the best evaluation so far; null before the first
 */
public record TrainingPoint(TrainingState state, Networks networks, @Nullable Weights best) {}
