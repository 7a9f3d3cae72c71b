/**
 * How long a training step and the way from a file to a batch take, measured through the classes
 * that train.
 */
@NullMarked
package org.apga.bench;

import org.jspecify.annotations.NullMarked;
