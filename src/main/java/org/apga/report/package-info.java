/**
 * What a person reads in the morning: summaries of committed rows, how sure they are, and whether a
 * run is as good as an earlier one; mask sheets as pictures. May use {@code store}, {@code
 * metrics}, {@code metrics.stats} and the images of {@code masks}.
 */
@NullMarked
package org.apga.report;

import org.jspecify.annotations.NullMarked;
