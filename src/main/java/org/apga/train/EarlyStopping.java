package org.apga.train;

import java.util.Locale;
import java.util.Optional;
import org.apga.config.GridConfig.Selection;
import org.apga.metrics.ClassificationMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Decides which evaluation is the best so far and when too many have passed without a better one.
 *
 * <p>By default a higher score is better, and among equal scores the one with the lower loss. As
 * published ({@code selection.augmented-counts}), only a strictly higher score is better; a score
 * with test-time augmentation may become the best, but neither resets nor uses up patience.
 */
public final class EarlyStopping {
  private final Selection settings;
  private Memory memory = Memory.NONE;

  /**
   * The state that is kept from one evaluation to the next.
   *
   * @param bestScore higher is better, a loss is negative; negative infinity before the first
   *     evaluation
   * @param bestLoss loss of the best evaluation; infinite before the first
   * @param bestEpoch from 1; 0 before the first
   * @param failures evaluations in a row that were not better
   */
  public record Memory(double bestScore, double bestLoss, int bestEpoch, int failures) {
    /** Before the first evaluation. */
    public static final Memory NONE =
        new Memory(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0);

    private Memory withFailures(int others) {
      return new Memory(bestScore, bestLoss, bestEpoch, others);
    }
  }

  EarlyStopping(Selection settings) {
    this.settings = settings;
  }

  Memory memory() {
    return memory;
  }

  void remember(Memory earlier) {
    memory = earlier;
  }

  /** Records an evaluation; returns true if it is the best so far. */
  boolean offer(int epoch, Evaluation evaluation) {
    ClassificationMetrics images = evaluation.images();
    double score = score(images, evaluation.studies());
    boolean better =
        score > memory.bestScore
            || (!settings.augmentedCounts()
                && score == memory.bestScore
                && images.meanCrossEntropy() < memory.bestLoss);
    memory =
        better
            ? new Memory(score, images.meanCrossEntropy(), epoch, 0)
            : memory.withFailures(memory.failures + 1);
    return better;
  }

  /** Records an evaluation's augmented score if that counts; returns true if it is the best. */
  boolean offerAugmented(int epoch, Evaluation evaluation) {
    ClassificationMetrics images = evaluation.augmentedImages();
    ClassificationMetrics studies = evaluation.augmentedStudies();
    if (!settings.augmentedCounts() || images == null || studies == null) {
      return false;
    }
    double score = score(images, studies);
    boolean better = score > memory.bestScore;
    if (better) {
      memory = new Memory(score, images.meanCrossEntropy(), epoch, memory.failures);
    }
    return better;
  }

  /** Higher is better. */
  private double score(ClassificationMetrics images, @Nullable ClassificationMetrics studies) {
    return switch (settings.metric()) {
      case AUROC -> images.auroc();
      case ACCURACY -> images.accuracy();
      case KAPPA -> studies == null ? Double.NaN : studies.kappa();
      case LOSS -> -images.meanCrossEntropy();
    };
  }

  /** Why to stop now; empty to go on. */
  Optional<String> reason() {
    if (memory.failures < settings.patience() + settings.freeFailures()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "No better %s in %s evaluations; %s.", settings.inWords(), memory.failures, best()));
  }

  /** The reason of a trial that used up its epochs. */
  String allEpochsDone(int epochs) {
    return String.format(Locale.ROOT, "All %d epochs are done; %s.", epochs, best());
  }

  private String best() {
    return String.format(
        Locale.ROOT,
        "the best was %.4f in epoch %d",
        settings.value(memory.bestScore),
        memory.bestEpoch);
  }
}
