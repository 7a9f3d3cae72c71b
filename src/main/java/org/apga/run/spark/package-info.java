/** Runs trials as Spark tasks: the only code that knows Spark's scheduler. */
@NullMarked
package org.apga.run.spark;

import org.jspecify.annotations.NullMarked;
