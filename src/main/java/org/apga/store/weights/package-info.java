/** The files in which weights come and go: numpy archives and safetensors. */
@NullMarked
package org.apga.store.weights;

import org.jspecify.annotations.NullMarked;
