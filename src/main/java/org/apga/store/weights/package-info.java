/**
 * The files in which weights come and go: numpy archives and safetensors. May use {@code engine}'s
 * {@code NetworkState} and {@code Tensor}, {@code files}, {@code provenance} and Hadoop.
 */
@NullMarked
package org.apga.store.weights;

import org.jspecify.annotations.NullMarked;
