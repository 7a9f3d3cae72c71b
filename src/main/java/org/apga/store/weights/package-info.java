/**
 * The files from which weights are imported and to which they are exported: numpy archives and
 * safetensors.
 */
@NullMarked
package org.apga.store.weights;

import org.jspecify.annotations.NullMarked;
