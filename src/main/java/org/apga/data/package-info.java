/**
 * From files to batches: which images there are (manifest), which are for what (splits), their
 * pixels (radiographs, cached) and their order (batches).
 */
@NullMarked
package org.apga.data;

import org.jspecify.annotations.NullMarked;
