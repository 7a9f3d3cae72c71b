/** Runs trials as Spark tasks. The only code that uses Spark's scheduler. */
@NullMarked
package org.apga.run.spark;

import org.jspecify.annotations.NullMarked;
