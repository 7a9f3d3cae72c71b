/**
 * The loop: epochs of a method's steps, evaluation by one rule for all arms, the choice of weights
 * and the reason to stop. May use {@code method}, {@code data}, {@code engine}, {@code metrics},
 * {@code config} and {@code random}.
 */
@NullMarked
package org.apga.train;

import org.jspecify.annotations.NullMarked;
