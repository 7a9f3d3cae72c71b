/** From the bytes of an image file to rows of grey levels, and those to another size. */
@NullMarked
package org.apga.data.image;

import org.jspecify.annotations.NullMarked;
