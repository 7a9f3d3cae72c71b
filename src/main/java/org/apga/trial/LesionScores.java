package org.apga.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apga.data.Example;
import org.apga.data.LesionBox;
import org.apga.data.Lesions;
import org.apga.engine.Masks;
import org.apga.metrics.Box;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.MaskSummary;
import org.apga.store.Row;
import org.apga.train.Evaluator;
import org.jspecify.annotations.Nullable;

/** Scores the masks of test images, and holds them against planted lesions where there are any. */
public final class LesionScores implements Evaluator.MaskObserver {
  private final List<Example> examples;
  private final Function<Example, Optional<LesionBox>> lesions;
  private final List<MaskMetrics> masks = new ArrayList<>();

  /** Of masks that are to come, an image each in the order of {@code examples}. */
  public LesionScores(List<Example> examples, Lesions lesions) {
    this(examples, lesions::box);
  }

  private LesionScores(List<Example> examples, Function<Example, Optional<LesionBox>> lesions) {
    this.examples = examples;
    this.lesions = lesions;
  }

  /** Scores that were made elsewhere, one an image. */
  public static LesionScores of(List<MaskMetrics> masks) {
    LesionScores scores = new LesionScores(List.of(), example -> Optional.empty());
    scores.masks.addAll(masks);
    return scores;
  }

  @Override
  public void seen(int first, Masks batch) {
    for (int i = 0; i < batch.images(); i++) {
      double[] mask = batch.of(i).probabilities();
      LesionBox lesion = lesions.apply(examples.get(first + i)).orElse(null);
      masks.add(metrics(mask, batch.height(), batch.width(), lesion));
    }
  }

  /**
   * @param mask height x width, row-major, 0..1
   * @param lesion null where none is known
   */
  public static MaskMetrics metrics(
      double[] mask, int height, int width, @Nullable LesionBox lesion) {
    return MaskMetrics.of(mask, height, width, lesion == null ? null : box(lesion));
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
