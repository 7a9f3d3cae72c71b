package org.apga.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.engine.Batch;
import org.apga.engine.DenseNetSpec;

/**
 * A training run of one epoch whose numbers are known.
 *
 * @param name the name of its file without {@code .json}
 * @param arm any arm
 * @param variant which of the published code's quirks are part of it
 * @param settings further settings that replace those of the profile {@code reference}, by path
 * @param depth of the DenseNet: 121, 169 or 201
 * @param classes number of classes of the images and of scores of the DenseNet
 * @param imageSize height and width, pixels, a multiple of 32
 * @param seed seed of weights and images
 * @param learningRate learning rate of Adam for both networks
 * @param expected the expected numbers, by path in the file's {@code expected}; NaN if no image has
 *     a defined map
 */
public record ParityCase(
    String name,
    Arm arm,
    Variant variant,
    SortedMap<String, String> settings,
    int depth,
    int classes,
    int imageSize,
    int batchSize,
    int batches,
    long seed,
    double learningRate,
    Map<String, Double> expected) {

  /** Which quirks of the published code are part of a case. */
  public enum Variant {
    /** All of them: the profile {@code reference}. */
    PUBLISHED(Map.of()),
    /**
     * Gradients are zeroed before end2end's joint step, and Grad-CAM's frozen model is in
     * evaluation mode. A map that is zero everywhere still erases its image.
     */
    REPAIRED(Map.of("arms.end2end.gradients", "zeroed", "arms.gradcam.statistics", "running"));

    /** Settings that replace those of the profile {@code reference}, by path. */
    private final Map<String, String> settings;

    Variant(Map<String, String> settings) {
      this.settings = settings;
    }

    /** Returns its name in a case's file. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The distance from the seed of the training images to that of the validation images. */
  private static final int VALIDATION = 7;

  /**
   * Returns the settings that a trial of this case would have: the profile {@code reference} with
   * those of the variant and of the case, and the case's size, depth and learning rate.
   */
  GridConfig config() {
    SortedMap<String, String> all = new TreeMap<>(variant.settings);
    all.putAll(settings);
    all.put("profile", "reference");
    all.put("grid.arms", "[" + arm.label() + "]");
    all.put("classifier.depth", Integer.toString(depth));
    all.put("train.image-size", Integer.toString(imageSize));
    all.put("train.learning-rate", Double.toString(learningRate));
    return ConfigReader.read(all);
  }

  /** Returns the DenseNet of its size, depth and classes. */
  DenseNetSpec classifier() {
    return config().classifier().of(classes);
  }

  /** Returns the same case with these expected numbers. */
  ParityCase expecting(Map<String, Double> numbers) {
    return new ParityCase(
        name,
        arm,
        variant,
        settings,
        depth,
        classes,
        imageSize,
        batchSize,
        batches,
        seed,
        learningRate,
        numbers);
  }

  /** Returns which of its numbers are of batch norms. */
  NormNumbers norms() {
    if (settings.isEmpty()) {
      return NormNumbers.NONE;
    }
    return config().norms().maskedSteps().ownStatistics()
        ? NormNumbers.OWN
        : NormNumbers.STATISTICS;
  }

  /** Which numbers of a case are of batch norms. */
  enum NormNumbers {
    /** None, as in the published cases. */
    NONE,
    /** The running or gathered statistics after the last batch. */
    STATISTICS,
    /** The same, and the separate norms of masked images. */
    OWN
  }

  /** Returns the batches of the epoch, in order. */
  List<Batch> training() {
    List<Batch> all = new ArrayList<>();
    for (int b = 0; b < batches; b++) {
      all.add(images(seed, b * batchSize));
    }
    return all;
  }

  Batch validation() {
    return images(seed + VALIDATION, 0);
  }

  private Batch images(long of, int from) {
    return ParityRule.images(of, from, batchSize, imageSize, classes);
  }
}
