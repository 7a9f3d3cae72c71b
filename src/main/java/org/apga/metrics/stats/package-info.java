/**
 * How sure figures are: intervals by resampling patients and seeds, paired tests, corrections for
 * many tests.
 */
@NullMarked
package org.apga.metrics.stats;

import org.jspecify.annotations.NullMarked;
