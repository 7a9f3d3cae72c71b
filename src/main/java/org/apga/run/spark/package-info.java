/**
 * Runs trials as Spark tasks: the only code that knows Spark's scheduler. May use {@code run},
 * {@code doctor}, what those use, and Spark.
 */
@NullMarked
package org.apga.run.spark;

import org.jspecify.annotations.NullMarked;
