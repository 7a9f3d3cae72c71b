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
 * @param name its file's, without {@code .json}
 * @param arm baseline, apga, end2end or gradcam
 * @param variant which of the published code's quirks are part of it
 * @param settings what else is set in the profile {@code reference}, by path
 * @param depth of the DenseNet: 121, 169 or 201
 * @param classes that images are of and that the DenseNet has scores for
 * @param imageSize height and width, pixels, a multiple of 32
 * @param seed of weights and images
 * @param learningRate of Adam, both networks
 * @param expected what has to come out, by path in the file's {@code expected}; NaN where no image
 *     has a defined map
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

    /** What it changes in the profile {@code reference}, by path. */
    private final Map<String, String> settings;

    Variant(Map<String, String> settings) {
      this.settings = settings;
    }

    /** Its name in a case's file. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The distance from the seed of the training images to that of the validation images. */
  private static final int VALIDATION = 7;

  /**
   * The settings a trial of this case would have: the profile {@code reference}, what the variant
   * repairs in it, and the case's own size and depth.
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

  /** The DenseNet of its size, depth and classes. */
  DenseNetSpec classifier() {
    return config().classifier().of(classes);
  }

  /** The same with these numbers to come out. */
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

  /** What its numbers tell of batch norms. */
  NormNumbers norms() {
    if (settings.isEmpty()) {
      return NormNumbers.NONE;
    }
    return config().norms().maskedSteps().ownStatistics()
        ? NormNumbers.OWN
        : NormNumbers.STATISTICS;
  }

  /** What a case tells of batch norms. */
  enum NormNumbers {
    /** Nothing, as the published cases. */
    NONE,
    /** The running or gathered statistics after the last batch. */
    STATISTICS,
    /** The same, and the norms that masked images have of their own. */
    OWN
  }

  /** The epoch, in order. */
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
