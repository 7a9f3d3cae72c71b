/**
 * One self-contained page a run: what was found, how sure it is, what went wrong and where the
 * numbers come from. May use {@code report}, {@code store}, {@code metrics}, {@code metrics.stats},
 * {@code masks} and {@code secrets}.
 */
@NullMarked
package org.apga.report.html;

import org.jspecify.annotations.NullMarked;
