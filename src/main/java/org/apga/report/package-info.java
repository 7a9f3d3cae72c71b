/**
 * What a person reads in the morning: summaries of committed rows. May use {@code store} and {@code
 * metrics}.
 */
@NullMarked
package org.apga.report;

import org.jspecify.annotations.NullMarked;
