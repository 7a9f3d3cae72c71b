/**
 * The arms, each as its paragraph reads (Cheng et al. 2019): what happens to one batch. May use
 * {@code engine}, {@code random} and the arms' settings in {@code config}; knows no tensor library.
 */
@NullMarked
package org.apga.method;

import org.jspecify.annotations.NullMarked;
