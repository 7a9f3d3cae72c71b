/**
 * What a user asks for, checked as a whole before anything starts: immutable records read from
 * HOCON. May use {@code engine}'s specs and the choices that {@code data} leaves open (its enums).
 */
@NullMarked
package org.apga.config;

import org.jspecify.annotations.NullMarked;
