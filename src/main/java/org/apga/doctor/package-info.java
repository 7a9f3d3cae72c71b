/**
 * Looks whether a machine can train: small checks, each a value, whose findings say in a line what
 * is wrong and what mends it. It knows nothing of Spark.
 */
@NullMarked
package org.apga.doctor;

import org.jspecify.annotations.NullMarked;
