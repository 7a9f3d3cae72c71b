/** Decodes the bytes of an image file to rows of grey levels, and resizes them. */
@NullMarked
package org.apga.data.image;

import org.jspecify.annotations.NullMarked;
