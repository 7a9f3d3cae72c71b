/** The commands and what they show. May use everything. */
@NullMarked
package org.apga.cli;

import org.jspecify.annotations.NullMarked;
