package org.apga.config;

import org.apga.data.Augment;
import org.apga.engine.AdamSpec;

/** Reads the training recipe. */
final class RecipeReader {
  private static final double MOST_SCALE = 0.9;

  private RecipeReader() {}

  private static Augment augment(Settings s) {
    return new Augment(
        s.real("augment.flip", 0, 1),
        s.real("augment.rotate-degrees", 0, 180),
        s.real("augment.scale", 0, MOST_SCALE),
        s.real("augment.brightness", 0, 1),
        s.real("augment.contrast", 0, 1),
        s.real("augment.probability", 0, 1));
  }

  /** Reads the optimiser of both networks, with the classifier's learning rate. */
  static AdamSpec adam(Settings s) {
    AdamSpec plain = AdamSpec.of(s.positive("train.learning-rate"));
    double decay = s.real("train.average-decay", 0.5, 0.999999);
    return new AdamSpec(
        plain.learningRate(),
        plain.beta1(),
        plain.beta2(),
        plain.epsilon(),
        s.real("train.weight-decay", 0, 10),
        s.real("train.gradient-clip", 0, 1e6),
        s.choice("train.average", Average.class) == Average.EMA ? decay : 0);
  }

  /**
   * Reads the recipe.
   *
   * @param epochs maximum number of epochs of a trial
   */
  static Recipe recipe(Settings s, int epochs) {
    int warmUp = s.whole("train.warm-up-epochs", 0, 100_000);
    if (warmUp >= epochs) {
      s.problem(
          "train.warm-up-epochs",
          "is %s; train.epochs = %s must leave epochs behind it.".formatted(warmUp, epochs));
    }
    Recipe.Normalise normalise = s.choice("data.normalise", Recipe.Normalise.class);
    if (normalise == Recipe.Normalise.WEIGHTS && s.text("classifier.weights").isEmpty()) {
      s.problem(
          "data.normalise",
          "is weights, but classifier.weights names no file that could record a normalisation.");
    }
    return new Recipe(
        normalise,
        augment(s),
        new Recipe.Schedule(
            s.choice("train.schedule", Recipe.Schedule.Kind.class),
            warmUp,
            s.real("train.schedule-factor", 0.001, 0.999),
            s.whole("train.step-epochs", 1, 100_000),
            s.whole("train.plateau-patience", 0, 1000)),
        s.choice("train.class-weights", Recipe.ClassWeights.class),
        s.real("train.label-smoothing", 0, 0.99));
  }

  private enum Average {
    NONE,
    EMA
  }
}
