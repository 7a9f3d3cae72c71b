package org.apga.train;

import java.util.Locale;
import java.util.Optional;
import org.apga.config.GridConfig.Selection;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.metrics.ClassificationMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Decides which evaluation is the best so far and when there have been enough without a better one.
 *
 * <p>Sound: a higher score is better, and of equal ones that of the lower loss. As published
 * ({@code selection.augmented-counts}): only a strictly higher score is; a test-time augmented
 * score may become the best, but neither resets nor uses up patience.
 */
public final class EarlyStopping {
  private final Selection settings;
  private double bestScore = Double.NEGATIVE_INFINITY;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int bestEpoch;
  private int failures;

  /**
   * What it remembers from one evaluation to the next.
   *
   * @param bestScore higher is better; negative infinity before the first evaluation
   * @param bestLoss of the best evaluation; infinite before the first
   * @param bestEpoch from 1; 0 before the first
   * @param failures evaluations in a row that were no better
   */
  public record Memory(double bestScore, double bestLoss, int bestEpoch, int failures) {
    /** Before the first evaluation. */
    public static final Memory NONE =
        new Memory(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0);
  }

  EarlyStopping(Selection settings) {
    this.settings = settings;
  }

  Memory memory() {
    return new Memory(bestScore, bestLoss, bestEpoch, failures);
  }

  void remember(Memory memory) {
    bestScore = memory.bestScore();
    bestLoss = memory.bestLoss();
    bestEpoch = memory.bestEpoch();
    failures = memory.failures();
  }

  /** Takes an evaluation in; true if it is the best so far. */
  boolean offer(int epoch, Evaluation evaluation) {
    ClassificationMetrics images = evaluation.images();
    double score = score(images, evaluation.studies());
    boolean better =
        score > bestScore
            || (!settings.augmentedCounts()
                && score == bestScore
                && images.meanCrossEntropy() < bestLoss);
    if (better) {
      take(epoch, score, images.meanCrossEntropy());
      failures = 0;
    } else {
      failures++;
    }
    return better;
  }

  /** Takes the augmented score of an evaluation in, where that counts; true if it is the best. */
  boolean offerAugmented(int epoch, Evaluation evaluation) {
    ClassificationMetrics images = evaluation.augmentedImages();
    ClassificationMetrics studies = evaluation.augmentedStudies();
    if (!settings.augmentedCounts() || images == null || studies == null) {
      return false;
    }
    double score = score(images, studies);
    boolean better = score > bestScore;
    if (better) {
      take(epoch, score, images.meanCrossEntropy());
    }
    return better;
  }

  private void take(int epoch, double score, double loss) {
    bestScore = score;
    bestLoss = loss;
    bestEpoch = epoch;
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

  /** Why to stop now, if it is time. */
  Optional<String> reason() {
    if (failures < settings.patience() + settings.freeFailures()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT, "No better %s in %d evaluations; %s.", metric(), failures, best()));
  }

  /** The reason of a trial that used up its epochs. */
  String allEpochsDone(int epochs) {
    return String.format(Locale.ROOT, "All %d epochs are done; %s.", epochs, best());
  }

  private String best() {
    double shown = settings.metric() == SelectionMetric.LOSS ? -bestScore : bestScore;
    return String.format(Locale.ROOT, "the best was %.4f in epoch %d", shown, bestEpoch);
  }

  private String metric() {
    return settings.metric().name().toLowerCase(Locale.ROOT)
        + " on the "
        + settings.split().name().toLowerCase(Locale.ROOT)
        + " split";
  }

  /** The best score so far; a loss is negative. */
  public double bestScore() {
    return bestScore;
  }

  /** The epoch of the best evaluation, from 1; 0 before the first. */
  public int bestEpoch() {
    return bestEpoch;
  }
}
