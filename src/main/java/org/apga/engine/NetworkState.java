package org.apga.engine;

import java.util.Map;
import java.util.Optional;
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

  private static final String VARIANCE = ".running_var";

  /** The same weights, with an optimiser that starts anew. */
  public NetworkState withoutOptimiser() {
    return new NetworkState(tensors, null);
  }

  /**
   * The first tensor with an element that none of it may be: NaN, infinite (or too large for 32
   * bits), or negative where it is a variance. As a sentence without its end, such as {@code tensor
   * features.conv0.weight holds NaN}; empty where there is none.
   */
  public Optional<String> flaw() {
    Optional<String> flaw = flaw("tensor", tensors);
    if (flaw.isEmpty() && optimiser != null) {
      flaw =
          flaw("the first moment of", optimiser.firstMoments())
              .or(() -> flaw("the second moment of", optimiser.secondMoments()))
              .or(() -> flaw("the carried gradient of", optimiser.carried()));
    }
    return flaw;
  }

  private static Optional<String> flaw(String kind, Map<String, Tensor> tensors) {
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      double least =
          kind.equals("tensor") && named.getKey().endsWith(VARIANCE) ? 0 : -Float.MAX_VALUE;
      for (int i = 0; i < tensor.size(); i++) {
        double value = tensor.at(i);
        if (!(value >= least && value <= Float.MAX_VALUE)) {
          String what = kind + " " + named.getKey() + " holds " + value;
          return Optional.of(least == 0 ? what + ", which is no variance" : what);
        }
      }
    }
    return Optional.empty();
  }
}
