/**
 * How sure figures are: intervals by resampling patients and seeds, paired tests, corrections for
 * many tests. May use {@code metrics} and {@code random}.
 */
@NullMarked
package org.apga.metrics.stats;

import org.jspecify.annotations.NullMarked;
