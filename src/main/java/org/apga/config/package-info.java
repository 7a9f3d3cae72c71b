/**
 * The configuration, checked as a whole before anything starts: immutable records read from HOCON.
 * May use {@code engine}'s specs and {@code data}'s enums.
 */
@NullMarked
package org.apga.config;

import org.jspecify.annotations.NullMarked;
