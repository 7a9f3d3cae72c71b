package org.apga.config;

import java.util.List;
import org.apga.data.Augment;
import org.apga.engine.CrossEntropy;

/**
 * How networks are trained in all arms: {@code data.normalise}, {@code augment.*} and the rest of
 * {@code train.*}. The settings of the optimiser's step are in {@link org.apga.engine.AdamSpec}.
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
    /** The normalisation in the file of the start weights; none for a policy without a file. */
    WEIGHTS
  }

  /** The weights of classes in the loss. */
  public enum ClassWeights {
    NONE,
    INVERSE
  }

  /**
   * How the learning rate changes over the epochs of a trial.
   *
   * @param warmUpEpochs number of epochs in which it rises in even steps, the first of them above
   *     0; {@code kind} begins after them
   * @param factor factor of each decrease of {@code STEP} and {@code PLATEAU}
   * @param stepEpochs number of epochs between two decreases of {@code STEP}
   * @param plateauPatience evaluations in a row without a lower loss that {@code PLATEAU} tolerates
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
   * Returns the loss of a classifier's steps.
   *
   * @param labels the labels of the training set
   */
  public CrossEntropy loss(int[] labels, int classes) {
    return switch (classWeights) {
      case NONE -> new CrossEntropy(List.of(), labelSmoothing);
      case INVERSE ->
          new CrossEntropy(CrossEntropy.inverseFrequencies(labels, classes), labelSmoothing);
    };
  }
}
