/**
 * The report page, one self-contained file per run: results, their uncertainty, failures, and where
 * the numbers come from.
 */
@NullMarked
package org.apga.report.html;

import org.jspecify.annotations.NullMarked;
