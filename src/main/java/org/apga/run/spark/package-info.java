/**
 * Runs trials as Spark tasks: the only code that knows Spark's scheduler. May use {@code run},
 * {@code doctor}, what those use, and Spark; one class brings ND4J's arrays to Spark's Kryo.
 */
@NullMarked
package org.apga.run.spark;

import org.jspecify.annotations.NullMarked;
