/**
 * One self-contained page a run: what was found, how sure it is, what went wrong and where the
 * numbers come from.
 */
@NullMarked
package org.apga.report.html;

import org.jspecify.annotations.NullMarked;
