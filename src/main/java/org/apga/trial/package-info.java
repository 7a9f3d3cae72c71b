/**
 * What an executor does for one trial: data, starting weights, training, checkpoints, evaluation,
 * rows, commit. Depends neither on Spark nor on the driver's code.
 */
@NullMarked
package org.apga.trial;

import org.jspecify.annotations.NullMarked;
