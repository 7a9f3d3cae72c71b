package org.apga.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apga.data.LesionBox;
import org.apga.engine.Masks;
import org.apga.metrics.Box;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.MaskSummary;
import org.apga.store.Row;
import org.apga.train.Evaluator;

/** Scores the masks of test images, and compares them with lesions if their boxes are known. */
public final class LesionScores implements Evaluator.MaskObserver {
  private final List<List<LesionBox>> boxes;
  private final List<MaskMetrics> masks = new ArrayList<>();

  /**
   * Scores the masks that {@link #seen} receives.
   *
   * @param boxes boxes of the lesions of each image, in the order of the masks
   */
  public LesionScores(List<List<LesionBox>> boxes) {
    this.boxes = List.copyOf(boxes);
  }

  /** Scores that were computed elsewhere, one for each image. */
  public static LesionScores of(List<MaskMetrics> masks) {
    LesionScores scores = new LesionScores(List.of());
    scores.masks.addAll(masks);
    return scores;
  }

  @Override
  public void seen(int first, Masks batch) {
    for (int i = 0; i < batch.images(); i++) {
      double[] mask = batch.of(i).probabilities();
      masks.add(metrics(mask, batch.height(), batch.width(), boxes.get(first + i)));
    }
  }

  /**
   * @param mask height x width, row-major, 0..1
   * @param boxes boxes of the image's lesions; empty if none are known
   */
  public static MaskMetrics metrics(double[] mask, int height, int width, List<LesionBox> boxes) {
    return MaskMetrics.of(mask, height, width, boxes.stream().map(LesionScores::box).toList());
  }

  private static Box box(LesionBox lesion) {
    return new Box(
        Math.max(0, lesion.x()),
        Math.max(0, lesion.y()),
        Math.min(1, lesion.x() + lesion.width()),
        Math.min(1, lesion.y() + lesion.height()));
  }

  /** The scores so far, one for each image. */
  public List<MaskMetrics> masks() {
    return List.copyOf(masks);
  }

  /** How well the mask of image {@code i} covers its lesion; empty if no lesion is known. */
  Optional<MaskMetrics.Lesion> score(int i) {
    return i < masks.size() ? Optional.ofNullable(masks.get(i).lesion()) : Optional.empty();
  }

  /** Sets the columns of the trial's row. */
  void set(Row.Builder row) {
    if (masks.isEmpty()) {
      return;
    }
    MaskSummary summary = MaskSummary.of(masks);
    row.set("mask_share", summary.shareOverHalf()).set("mask_empty", summary.emptyShare());
    row.set("mask_full", summary.fullShare()).set("mask_lesions", summary.lesions());
    row.set("mask_iou", summary.iou()).set("mask_hit", summary.pointing());
    row.set("mask_chance", summary.chance());
  }
}
