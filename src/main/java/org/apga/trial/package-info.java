/**
 * What an executor does for one trial: data, starting weights, training, checkpoints, evaluation,
 * rows, commit. Knows neither Spark nor what the driver does for a grid.
 */
@NullMarked
package org.apga.trial;

import org.jspecify.annotations.NullMarked;
