/**
 * Shows people where networks look: the choice of the test images shown, masks as PNG, and how much
 * a classifier's probability depends on the pixels that a map ranks highest. It does not affect
 * training.
 */
@NullMarked
package org.apga.masks;

import org.jspecify.annotations.NullMarked;
