/**
 * The arms, written like their paragraphs in the paper (Cheng et al. 2019): the training on one
 * batch. May use {@code engine}, {@code random} and the arms' settings in {@code config}; knows no
 * tensor library.
 */
@NullMarked
package org.apga.method;

import org.jspecify.annotations.NullMarked;
