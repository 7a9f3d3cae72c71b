/**
 * Times training steps, the way from a file to a batch, scheduling, tables and reports, through the
 * classes that do the work.
 */
@NullMarked
package org.apga.bench;

import org.jspecify.annotations.NullMarked;
