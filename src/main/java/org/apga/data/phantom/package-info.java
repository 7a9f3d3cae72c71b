/**
 * Synthetic radiographs in MURA's folder layout, with the place of every lesion written beside the
 * image. May use {@code random} and nothing else of this project.
 */
@NullMarked
package org.apga.data.phantom;

import org.jspecify.annotations.NullMarked;
