/** The commands and what they show. */
@NullMarked
package org.apga.cli;

import org.jspecify.annotations.NullMarked;
