/**
 * Reports for people: summaries of committed rows, their uncertainty, and whether a run is as good
 * as an earlier one; mask sheets as pictures.
 */
@NullMarked
package org.apga.report;

import org.jspecify.annotations.NullMarked;
