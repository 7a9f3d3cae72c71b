/**
 * The seam: what an experiment sees of a neural network, in host memory and plain types. May use
 * {@code random} and nothing else of this project; knows no tensor library and no Spark.
 */
@NullMarked
package org.apga.engine;

import org.jspecify.annotations.NullMarked;
