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
 * The training of an arm on a batch. Uses the networks that it trains without owning them, and
 * keeps a little state between batches.
 */
public interface Method {
  /**
   * The method of an arm, on networks that the caller keeps owning.
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
   * Starts an epoch, so that randomness in it depends on the epoch alone.
   *
   * @param epoch from 1
   */
  default void startEpoch(int epoch) {}

  /** The state between batches apart from the networks, by name; for a checkpoint. */
  default Map<String, Double> memory() {
    return Map.of();
  }

  /** Restores a {@link #memory()}; to be called after {@link #startEpoch} of the same epoch. */
  default void remember(Map<String, Double> memory) {}
}
