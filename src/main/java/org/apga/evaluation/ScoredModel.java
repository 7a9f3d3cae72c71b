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
 * What a model said of the images that could be read.
 *
 * @param evaluation what it said
 * @param masks one an image; empty without a policy
 * @param seen the split of its own data that had the same pixels, an image each; empty where it had
 *     none
 * @param seenKnown whether it is known what it was trained on
 */
public record ScoredModel(
    TrainedModel model,
    Evaluation evaluation,
    List<MaskMetrics> masks,
    List<Optional<Split>> seen,
    boolean seenKnown) {

  /**
   * Puts together what came back from the cluster.
   *
   * @param scores of the readable ones, in any order
   * @param trainedOn splits of the model's own data by hash of their pixels; null where they are
   *     not known
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
            "No score came back of " + examples.get(reading.image()).path() + ".");
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
    return Objects.requireNonNull(score.saidAugmented(), "a model with a policy says both");
  }

  /** How many images it was trained or selected on. */
  public long seenImages() {
    return seen.stream().filter(Optional::isPresent).count();
  }

  /** Its masks as tables take them; null without a policy. */
  @Nullable LesionScores lesions() {
    return masks.isEmpty() ? null : LesionScores.of(masks);
  }
}
