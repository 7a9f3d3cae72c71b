/**
 * Recomputes training runs whose numbers are known, through the classes that train. May use {@code
 * method}, {@code engine}, {@code random} and {@code config}; opens no engine itself.
 */
@NullMarked
package org.apga.verify;

import org.jspecify.annotations.NullMarked;
