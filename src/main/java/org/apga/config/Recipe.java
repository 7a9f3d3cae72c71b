package org.apga.config;

import java.util.List;
import org.apga.data.Augment;
import org.apga.engine.CrossEntropy;

/**
 * How networks are trained in every arm, besides what makes the arm: {@code data.normalise}, {@code
 * augment.*} and the rest of {@code train.*}. What goes around the optimiser's step is in its
 * {@link org.apga.engine.AdamSpec}.
 *
 * @param labelSmoothing share of the target that all classes share, 0..1
 */
public record Recipe(
    Normalise normalise,
    Augment augment,
    Schedule schedule,
    ClassWeights classWeights,
    double labelSmoothing) {

  /** Which {@link org.apga.engine.Normalisation} networks get. */
  public enum Normalise {
    NONE,
    IMAGENET,
    /** Mean and deviation of the grey levels of the trial's training images. */
    DATASET,
    /** What the file that a network starts from records; none for a policy without one. */
    WEIGHTS
  }

  /** What classes count in the loss. */
  public enum ClassWeights {
    NONE,
    INVERSE
  }

  /**
   * How the learning rate goes over the epochs of a trial.
   *
   * @param warmUpEpochs in which it rises in even steps, the first of them above 0; {@code kind}
   *     begins behind them
   * @param factor of each fall of {@code STEP} and {@code PLATEAU}
   * @param stepEpochs between two falls of {@code STEP}
   * @param plateauPatience evaluations in a row without a lower loss that {@code PLATEAU} lets pass
   */
  public record Schedule(
      Kind kind, int warmUpEpochs, double factor, int stepEpochs, int plateauPatience) {
    /** The shapes. */
    public enum Kind {
      CONSTANT,
      COSINE,
      PLATEAU,
      STEP
    }
  }

  /**
   * The loss of a classifier's steps.
   *
   * @param labels of the training set
   */
  public CrossEntropy loss(int[] labels, int classes) {
    return switch (classWeights) {
      case NONE -> new CrossEntropy(List.of(), labelSmoothing);
      case INVERSE ->
          new CrossEntropy(CrossEntropy.inverseFrequencies(labels, classes), labelSmoothing);
    };
  }
}
