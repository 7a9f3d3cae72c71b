/**
 * From files to batches: the list of images (manifest), the purpose of each (splits), their pixels
 * (radiographs, cached) and their order (batches).
 */
@NullMarked
package org.apga.data;

import org.jspecify.annotations.NullMarked;
