package org.apga.engine.dl4j.torch;

import static org.apga.engine.dl4j.torch.TorchDevice.keep;

import org.apga.engine.AdamSpec;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Adam's step over flat vectors, with the work of an {@link AdamSpec} before and after it. */
final class TorchOptimiser implements AutoCloseable {
  private final AdamSpec spec;
  private final TorchAdam adam;
  private final Tensor parameters;
  private final Tensor gradients;
  private final @Nullable Tensor decaying;
  private @Nullable Tensor average;
  private double rate;
  private long steps;

  /**
   * @param apart runs of the vectors with their own step count
   * @param vectors parameters, gradients, first and second moments, which the caller closes
   * @param trained 1 for a trained element, 0 for running statistics; closed by this object
   * @param average of the parameters so far, closed by this object; null before the first step
   * @param steps number of steps so far
   */
  TorchOptimiser(
      AdamSpec spec,
      int[] apart,
      Tensor[] vectors,
      Tensor trained,
      @Nullable Tensor average,
      long steps) {
    this.spec = spec;
    this.adam = new TorchAdam(spec, apart, vectors);
    this.parameters = vectors[0];
    this.gradients = vectors[1];
    this.decaying = spec.weightDecay() > 0 ? trained : null;
    this.average = average;
    this.rate = spec.learningRate();
    this.steps = steps;
    if (decaying == null) {
      trained.close();
    }
  }

  long steps() {
    return steps;
  }

  /** The moving average of the parameters so far; null if there is none. */
  @Nullable Tensor average() {
    return average;
  }

  /** Sets the learning rate to a share of the spec's. */
  void rate(double share) {
    rate = share * spec.learningRate();
  }

  /** Weight of the current values in the new average. */
  double averageShare() {
    return 1 - spec.averageDecay();
  }

  /**
   * One step along the gradients, which it may clip.
   *
   * @param numberApart number of the step for runs with their own count, from 1
   */
  void step(long numberApart) {
    steps++;
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGraph = new NoGradGuard()) {
      if (spec.largestNorm() > 0) {
        gradients.mul_(
            gradients
                .norm()
                .add(new Scalar(AdamSpec.NORM_EPSILON))
                .reciprocal()
                .mul(new Scalar(spec.largestNorm()))
                .clamp_max(new Scalar(1)));
      }
      if (decaying != null) {
        parameters.addcmul_(parameters, decaying, new Scalar(-rate * spec.weightDecay()));
      }
      adam.step(steps, numberApart, rate);
      if (average != null) {
        average.lerp_(parameters, new Scalar(1 - spec.averageDecay()));
      } else if (spec.averages()) {
        average = keep(parameters.clone());
      }
    }
  }

  /** Exchanges the parameters and their average, if there is one. */
  void exchangeAverage() {
    Tensor kept = average;
    if (kept != null) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard noGraph = new NoGradGuard()) {
        Tensor own = parameters.clone();
        parameters.copy_(kept);
        kept.copy_(own);
      }
    }
  }

  @Override
  public void close() {
    adam.close();
    if (decaying != null) {
      decaying.close();
    }
    if (average != null) {
      average.close();
    }
  }
}
