/**
 * Checks whether a machine can train. Each small check returns a finding: one line with what is
 * wrong and how to fix it. Does not use Spark.
 */
@NullMarked
package org.apga.doctor;

import org.jspecify.annotations.NullMarked;
