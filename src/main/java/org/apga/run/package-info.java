/**
 * Runs a plan: which trial is next, what became of each, who is told. May use {@code plan} and
 * {@code config}; knows nothing of Spark, networks or files.
 */
@NullMarked
package org.apga.run;

import org.jspecify.annotations.NullMarked;
