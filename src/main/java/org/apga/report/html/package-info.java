/**
 * The pages of a run, of an evaluation and of all runs, each one self-contained file: results,
 * their uncertainty, failures, and where the numbers come from.
 */
@NullMarked
package org.apga.report.html;

import org.jspecify.annotations.NullMarked;
