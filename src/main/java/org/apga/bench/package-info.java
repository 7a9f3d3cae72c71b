/**
 * How long a training step and the way from a file to a batch take, measured through the classes
 * that train. May use {@code method}, {@code engine}, {@code data}, {@code data.phantom}, {@code
 * config} and {@code random}.
 */
@NullMarked
package org.apga.bench;

import org.jspecify.annotations.NullMarked;
