/**
 * Computes classification and mask metrics from scores, aggregates images to studies, and
 * summarises over seeds.
 */
@NullMarked
package org.apga.metrics;

import org.jspecify.annotations.NullMarked;
