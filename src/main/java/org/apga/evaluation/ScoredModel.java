package org.apga.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apga.data.Example;
import org.apga.data.Split;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.Probabilities;
import org.apga.train.Evaluation;
import org.apga.trial.LesionScores;
import org.jspecify.annotations.Nullable;

/**
 * A model's scores of the images that could be read.
 *
 * @param evaluation the probabilities
 * @param masks one per image; empty without a policy
 * @param seen for each image the split of the model's own data that had the same pixels; empty if
 *     none had
 * @param seenKnown whether the images that it was trained on are known
 */
public record ScoredModel(
    TrainedModel model,
    Evaluation evaluation,
    List<MaskMetrics> masks,
    List<Optional<Split>> seen,
    boolean seenKnown) {

  /**
   * Combines the results from the cluster.
   *
   * @param scores the scores of the readable images, in any order
   * @param trainedOn splits of the model's own images by hash of their pixels; null if they are not
   *     known
   * @throws IllegalStateException if a readable image has no score
   */
  public static ScoredModel of(
      TrainedModel model,
      List<Example> examples,
      List<ImageReading> readings,
      List<ImageScore> scores,
      @Nullable Map<String, Split> trainedOn) {
    Map<Integer, ImageScore> byImage = new TreeMap<>();
    scores.forEach(score -> byImage.put(score.image(), score));
    List<ImageReading> readable = readings.stream().filter(ImageReading::readable).toList();
    List<ImageScore> inOrder = new ArrayList<>();
    List<MaskMetrics> masks = new ArrayList<>();
    for (ImageReading reading : readable) {
      ImageScore score = byImage.get(reading.image());
      if (score == null) {
        throw new IllegalStateException(
            "There is no score of " + examples.get(reading.image()).path() + ".");
      }
      inOrder.add(score);
      if (score.mask() != null) {
        masks.add(score.mask());
      }
    }
    Map<String, Split> known = trainedOn == null ? Map.of() : trainedOn;
    List<Optional<Split>> seen =
        readable.stream().map(reading -> Optional.ofNullable(known.get(reading.hash()))).toList();
    boolean augmented = model.hasPolicy();
    Evaluation evaluation =
        new Evaluation(
            readable.stream().map(reading -> examples.get(reading.image())).toList(),
            inOrder.stream().map(ImageScore::said).toList(),
            augmented ? inOrder.stream().map(ScoredModel::augmented).toList() : null,
            augmented ? masks.stream().mapToDouble(MaskMetrics::shareOverHalf).toArray() : null);
    return new ScoredModel(model, evaluation, masks, seen, trainedOn != null);
  }

  private static Probabilities augmented(ImageScore score) {
    return Objects.requireNonNull(score.saidAugmented(), "a model with a policy has both");
  }

  /** Returns how many of the images it was trained or selected on. */
  public long seenImages() {
    return seen.stream().filter(Optional::isPresent).count();
  }

  /** Returns its masks in the form that tables need; null without a policy. */
  @Nullable LesionScores lesions() {
    return masks.isEmpty() ? null : LesionScores.of(masks);
  }
}
