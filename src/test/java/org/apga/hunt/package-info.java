/** Tiny grids over a file system that fails, one for each seed, until one of them goes wrong. */
@NullMarked
package org.apga.hunt;

import org.jspecify.annotations.NullMarked;
