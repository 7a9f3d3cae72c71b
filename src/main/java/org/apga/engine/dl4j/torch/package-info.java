/**
 * Networks on libtorch, on a CPU or a GPU: the nodes of Deeplearning4j's graphs as calls of ATen,
 * gradients by its autograd.
 *
 * <p>{@code TorchEngine} opens networks; {@code TorchNetwork} holds one's flat vectors on the
 * device and executes its nodes; {@code TorchClassifier} and {@code TorchPolicy} are what methods
 * see; {@code TorchDevice} is the one way between host and device, and counts what crosses.
 */
@NullMarked
package org.apga.engine.dl4j.torch;

import org.jspecify.annotations.NullMarked;
