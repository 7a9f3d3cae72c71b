package org.apga.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apga.data.Example;
import org.apga.data.LesionBox;
import org.apga.data.Lesions;
import org.apga.engine.Masks;
import org.apga.metrics.Box;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.MaskSummary;
import org.apga.store.Row;
import org.apga.train.Evaluator;

/** Scores the masks of test images, and holds them against planted lesions where there are any. */
final class LesionScores implements Evaluator.MaskObserver {
  private final List<Example> examples;
  private final Lesions lesions;
  private final List<MaskMetrics> masks = new ArrayList<>();

  LesionScores(List<Example> examples, Lesions lesions) {
    this.examples = examples;
    this.lesions = lesions;
  }

  @Override
  public void seen(int first, Masks batch) {
    for (int i = 0; i < batch.images(); i++) {
      double[] mask = batch.of(i).probabilities();
      Optional<Box> box = lesions.box(examples.get(first + i)).map(LesionScores::box);
      masks.add(
          box.isPresent()
              ? MaskMetrics.of(mask, batch.height(), batch.width(), box.get())
              : MaskMetrics.of(mask, batch.height(), batch.width()));
    }
  }

  private static Box box(LesionBox lesion) {
    return new Box(
        Math.max(0, lesion.x()),
        Math.max(0, lesion.y()),
        Math.min(1, lesion.x() + lesion.width()),
        Math.min(1, lesion.y() + lesion.height()));
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
    row.set("mask_share", summary.shareOverHalf())
        .set("mask_empty", summary.emptyShare())
        .set("mask_full", summary.fullShare())
        .set("mask_lesions", summary.lesions())
        .set("mask_iou", summary.iou())
        .set("mask_hit", summary.pointing())
        .set("mask_chance", summary.chance());
  }
}
