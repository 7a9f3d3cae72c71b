/**
 * Runs a plan: which trial is next, what one trial does on its executor, what became of each. May
 * use {@code plan}, {@code train}, {@code store}, {@code provenance} and what those use; knows
 * nothing of Spark.
 */
@NullMarked
package org.apga.run;

import org.jspecify.annotations.NullMarked;
