/**
 * From scores to numbers: classification and mask metrics, study aggregation, summaries over seeds.
 * May use nothing else of this project.
 */
@NullMarked
package org.apga.metrics;

import org.jspecify.annotations.NullMarked;
