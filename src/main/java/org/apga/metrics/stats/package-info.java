/**
 * The uncertainty of figures: intervals by resampling patients and seeds, paired tests, correction
 * for multiple tests.
 */
@NullMarked
package org.apga.metrics.stats;

import org.jspecify.annotations.NullMarked;
