/**
 * Synthetic radiographs in MURA's folder layout, with the place of every lesion written beside the
 * image.
 */
@NullMarked
package org.apga.data.phantom;

import org.jspecify.annotations.NullMarked;
