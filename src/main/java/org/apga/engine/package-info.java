/**
 * The seam between experiments and neural networks, in host memory and plain types. May use {@code
 * random} and no other package of this project; knows no tensor library and no Spark.
 */
@NullMarked
package org.apga.engine;

import org.jspecify.annotations.NullMarked;
