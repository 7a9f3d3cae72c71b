package org.apga.engine;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a network, enough to resume training as if it had never stopped.
 *
 * @param tensors weights and batch-norm running statistics in PyTorch's names, layouts and order
 *     ({@code features.denseblock1.denselayer1.norm1.weight}; conv weights out x in x kh x kw,
 *     transposed conv in x out x kh x kw)
 * @param input how grey levels are normalised before the network
 * @param optimiser Adam's state; null before the first step, or if it is not wanted
 */
public record NetworkState(
    Map<String, Tensor> tensors, Normalisation input, @Nullable Optimiser optimiser) {

  /**
   * Adam's state.
   *
   * @param steps number of steps so far
   * @param firstMoments by parameter name
   * @param secondMoments by parameter name
   * @param carried gradients that a {@link GradientCarry#ACCUMULATE} step adds to, by parameter
   *     name; empty if nothing is carried
   * @param average of the weights and running statistics so far, by name; empty if none is kept
   * @param masked norms that masked images have of their own
   */
  public record Optimiser(
      long steps,
      Map<String, Tensor> firstMoments,
      Map<String, Tensor> secondMoments,
      Map<String, Tensor> carried,
      Map<String, Tensor> average,
      OwnNorms masked) {
    /** The state without norms of masked images. */
    public Optimiser(
        long steps,
        Map<String, Tensor> firstMoments,
        Map<String, Tensor> secondMoments,
        Map<String, Tensor> carried,
        Map<String, Tensor> average) {
      this(steps, firstMoments, secondMoments, carried, average, OwnNorms.NONE);
    }
  }

  /**
   * Norms that masked images have of their own ({@link MaskedNorms}). Training needs them to resume
   * and evaluation does not use them, which is why they belong to the optimiser.
   *
   * @param steps Adam's steps on them; 0 if scales and shifts are shared
   * @param tensors running statistics, and scales and shifts if they are separate, by name
   * @param firstMoments of scales and shifts, by name
   * @param secondMoments of scales and shifts, by name
   */
  public record OwnNorms(
      long steps,
      Map<String, Tensor> tensors,
      Map<String, Tensor> firstMoments,
      Map<String, Tensor> secondMoments) {
    /** No norms of their own. */
    public static final OwnNorms NONE = new OwnNorms(0, Map.of(), Map.of(), Map.of());
  }

  private static final String VARIANCE = ".running_var";
  private static final String AVERAGE = "the average of";
  private static final String MASKED = "masked images'";

  /** Weights of a network that reads grey levels unchanged and whose optimiser starts afresh. */
  public NetworkState(Map<String, Tensor> tensors) {
    this(tensors, Normalisation.NONE, null);
  }

  /** The same weights, with an optimiser that starts afresh. */
  public NetworkState withoutOptimiser() {
    return new NetworkState(tensors, input, null);
  }

  /** The same weights for another normalisation of grey levels. */
  public NetworkState withInput(Normalisation other) {
    return new NetworkState(tensors, other, optimiser);
  }

  /**
   * The first tensor with an invalid element: NaN, infinite (or too large for 32 bits), or negative
   * if it is a variance. A sentence without its full stop, such as {@code tensor
   * features.conv0.weight holds NaN}; empty if all elements are valid.
   */
  public Optional<String> flaw() {
    Optional<String> flaw = flaw("tensor", tensors);
    if (flaw.isEmpty() && optimiser != null) {
      flaw =
          flaw("the first moment of", optimiser.firstMoments())
              .or(() -> flaw("the second moment of", optimiser.secondMoments()))
              .or(() -> flaw("the carried gradient of", optimiser.carried()))
              .or(() -> flaw(AVERAGE, optimiser.average()))
              .or(() -> flaw(MASKED, optimiser.masked().tensors()))
              .or(() -> flaw("the first moment of " + MASKED, optimiser.masked().firstMoments()))
              .or(() -> flaw("the second moment of " + MASKED, optimiser.masked().secondMoments()));
    }
    return flaw;
  }

  private static Optional<String> flaw(String kind, Map<String, Tensor> tensors) {
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      boolean variance =
          (kind.equals("tensor") || kind.equals(AVERAGE) || kind.equals(MASKED))
              && named.getKey().endsWith(VARIANCE);
      double least = variance ? 0 : -Float.MAX_VALUE;
      for (int i = 0; i < tensor.size(); i++) {
        double value = tensor.at(i);
        if (!(value >= least && value <= Float.MAX_VALUE)) {
          String what = kind + " " + named.getKey() + " holds " + value;
          return Optional.of(least == 0 ? what + ", which is not a variance" : what);
        }
      }
    }
    return Optional.empty();
  }
}
