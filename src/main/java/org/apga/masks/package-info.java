/**
 * What networks look at, for people to see: which test images are shown, masks as PNG, and how much
 * a classifier's probability rests on the pixels it is said to look at. It decides nothing about
 * training.
 */
@NullMarked
package org.apga.masks;

import org.jspecify.annotations.NullMarked;
