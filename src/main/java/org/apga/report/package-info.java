/**
 * What a person reads in the morning: summaries of committed rows, how sure they are, and whether a
 * run is as good as an earlier one; mask sheets as pictures.
 */
@NullMarked
package org.apga.report;

import org.jspecify.annotations.NullMarked;
