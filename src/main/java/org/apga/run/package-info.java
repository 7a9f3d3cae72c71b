/**
 * What the driver does for a grid: which trial is next, what became of each, and what is published.
 * It knows nothing of Spark.
 */
@NullMarked
package org.apga.run;

import org.jspecify.annotations.NullMarked;
