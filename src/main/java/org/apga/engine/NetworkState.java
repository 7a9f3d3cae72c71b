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
 * @param input what becomes of grey levels before the network sees them
 * @param optimiser Adam's state; null before the first step or where it is not wanted
 */
public record NetworkState(
    Map<String, Tensor> tensors, Normalisation input, @Nullable Optimiser optimiser) {

  /**
   * Adam's state.
   *
   * @param steps taken so far
   * @param firstMoments by parameter name
   * @param secondMoments by parameter name
   * @param carried gradients that a {@link GradientCarry#ACCUMULATE} step adds to, by parameter
   *     name; empty where nothing is carried
   * @param average of the weights and running statistics so far, by name; empty where none is kept
   */
  public record Optimiser(
      long steps,
      Map<String, Tensor> firstMoments,
      Map<String, Tensor> secondMoments,
      Map<String, Tensor> carried,
      Map<String, Tensor> average) {}

  private static final String VARIANCE = ".running_var";
  private static final String AVERAGE = "the average of";

  /** Weights of a network that sees grey levels as they are and whose optimiser starts anew. */
  public NetworkState(Map<String, Tensor> tensors) {
    this(tensors, Normalisation.NONE, null);
  }

  /** The same weights, with an optimiser that starts anew. */
  public NetworkState withoutOptimiser() {
    return new NetworkState(tensors, input, null);
  }

  /** The same weights for other grey levels. */
  public NetworkState withInput(Normalisation other) {
    return new NetworkState(tensors, other, optimiser);
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
              .or(() -> flaw("the carried gradient of", optimiser.carried()))
              .or(() -> flaw(AVERAGE, optimiser.average()));
    }
    return flaw;
  }

  private static Optional<String> flaw(String kind, Map<String, Tensor> tensors) {
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      boolean variance =
          (kind.equals("tensor") || kind.equals(AVERAGE)) && named.getKey().endsWith(VARIANCE);
      double least = variance ? 0 : -Float.MAX_VALUE;
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
