/**
 * The driver's part of a grid: which trial runs next, how each one ended, and what is published.
 * Does not use Spark.
 */
@NullMarked
package org.apga.run;

import org.jspecify.annotations.NullMarked;
