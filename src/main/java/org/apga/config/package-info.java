/**
 * What a user asks for, checked as a whole before anything starts: immutable records read from
 * HOCON. May use {@code engine}'s specs.
 */
@NullMarked
package org.apga.config;

import org.jspecify.annotations.NullMarked;
