/**
 * From scores to numbers: classification and mask metrics, study aggregation, summaries over seeds.
 */
@NullMarked
package org.apga.metrics;

import org.jspecify.annotations.NullMarked;
