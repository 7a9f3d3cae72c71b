/** The commands and their output. */
@NullMarked
package org.apga.cli;

import org.jspecify.annotations.NullMarked;
