package org.apga.method;

import java.util.Map;
import java.util.Objects;
import org.apga.config.Arm;
import org.apga.config.GridConfig;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.MaskPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A way of training on a batch. Holds the networks it trains without owning them, and the little
 * that it remembers between batches.
 */
public interface Method {
  /**
   * The method of an arm on networks that stay the caller's.
   *
   * @param seed of the trial
   * @param classifier trained
   * @param policy trained; null for arms without one
   * @param frozen Grad-CAM's copy of the baseline; null for other arms
   * @throws NullPointerException if the arm needs a network that is null
   */
  static Method of(
      Arm arm,
      GridConfig config,
      long seed,
      Classifier classifier,
      @Nullable MaskPolicy policy,
      @Nullable Classifier frozen) {
    return switch (arm) {
      case BASELINE -> new Baseline(classifier);
      case CONTINUE, CONTINUE3 -> new Continue(classifier, arm.classifierSteps());
      case CUTOUT -> new Cutout(classifier, config.cutout(), seed);
      case GRADCAM -> new GradCam(classifier, Objects.requireNonNull(frozen), config.gradcam());
      case END2END -> new EndToEnd(classifier, Objects.requireNonNull(policy), config.end2end());
      case APGA -> new Apga(classifier, Objects.requireNonNull(policy), config.apga(), seed);
    };
  }

  Step step(Batch batch);

  /**
   * Tells that an epoch begins, so that what is random in it depends on the epoch alone.
   *
   * @param epoch from 1
   */
  default void startEpoch(int epoch) {}

  /** What it remembers between batches besides its networks, by name; for a checkpoint. */
  default Map<String, Double> memory() {
    return Map.of();
  }

  /** Takes up a {@link #memory()}, after {@link #startEpoch} of the epoch it was asked for in. */
  default void remember(Map<String, Double> memory) {}
}
