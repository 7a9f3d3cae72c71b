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

/** Scores the masks of test images, and holds them against lesions where their boxes are known. */
public final class LesionScores implements Evaluator.MaskObserver {
  private final List<List<LesionBox>> boxes;
  private final List<MaskMetrics> masks = new ArrayList<>();

  /**
   * Of masks that are to come.
   *
   * @param boxes of the lesions of each image, in the order of the masks
   */
  public LesionScores(List<List<LesionBox>> boxes) {
    this.boxes = List.copyOf(boxes);
  }

  /** Scores that were made elsewhere, one an image. */
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
   * @param boxes of its image's lesions; none where none is known
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

  /** Those that came, an image each. */
  public List<MaskMetrics> masks() {
    return List.copyOf(masks);
  }

  /** How the mask of image {@code i} lies on its lesion; nothing where there is none known. */
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
