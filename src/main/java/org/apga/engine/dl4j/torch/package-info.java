/**
 * Networks on libtorch, on a CPU or a GPU: the nodes of Deeplearning4j's graphs as calls of ATen,
 * gradients by its autograd.
 *
 * <p>{@code TorchEngine} opens networks; {@code TorchNetwork} owns the flat vectors of a network on
 * the device and executes its nodes; {@code TorchClassifier} and {@code TorchPolicy} are what the
 * arms use; all transfers between host and device go through {@code TorchDevice}, which counts
 * them.
 */
@NullMarked
package org.apga.engine.dl4j.torch;

import org.jspecify.annotations.NullMarked;
