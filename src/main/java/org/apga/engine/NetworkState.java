package org.apga.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a network is: enough to go on as if it had never stopped.
 *
 * @param tensors weights and batch-norm running statistics in PyTorch's names, layouts and order
 *     ({@code features.denseblock1.denselayer1.norm1.weight}; conv weights out x in x kh x kw,
 *     transposed conv in x out x kh x kw)
 * @param optimiser Adam's state; null before the first step or where it is not wanted
 */
public record NetworkState(Map<String, Tensor> tensors, @Nullable Optimiser optimiser) {

  /**
   * Adam's state.
   *
   * @param steps taken so far
   * @param firstMoments by parameter name
   * @param secondMoments by parameter name
   * @param carried gradients that a {@link GradientCarry#ACCUMULATE} step adds to, by parameter
   *     name; empty where nothing is carried
   */
  public record Optimiser(
      long steps,
      Map<String, Tensor> firstMoments,
      Map<String, Tensor> secondMoments,
      Map<String, Tensor> carried) {}

  /** The same weights, with an optimiser that starts anew. */
  public NetworkState withoutOptimiser() {
    return new NetworkState(tensors, null);
  }
}
