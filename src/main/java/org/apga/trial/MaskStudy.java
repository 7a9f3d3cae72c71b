package org.apga.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.EmptyMap;
import org.apga.data.Example;
import org.apga.data.LesionBox;
import org.apga.engine.Batch;
import org.apga.engine.Fill;
import org.apga.engine.Masks;
import org.apga.engine.NormStatistics;
import org.apga.masks.ErasureCurve;
import org.apga.masks.ErasureCurves;
import org.apga.masks.GreyImage;
import org.apga.masks.PixelOrder;
import org.apga.masks.Saliency;
import org.apga.method.GradCam;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.MaskSummary;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.train.Networks;
import org.jspecify.annotations.Nullable;

/**
 * Where a trial's best networks look: Grad-CAM and, if there is a policy, its mask on some test
 * images, and how much the probability depends on the pixels they point at. Runs in evaluation mode
 * after training, so that no trained weight depends on it.
 */
final class MaskStudy {
  private final Networks best;
  private final MaskSubjects subjects;
  private final TrialRows rows;
  private final GradCam gradCam;
  private final ErasureCurves curves;
  private final int batchSize;
  private final Map<String, Row> predictions = new HashMap<>();
  private final Map<Integer, Row> sheet = new TreeMap<>();
  private final List<MaskMetrics> cams = new ArrayList<>();

  /** The paths of the images whose curves are measured, in the order in which they were added. */
  private final List<String> curvePaths = new ArrayList<>();

  /**
   * The rows of a study.
   *
   * @param predictions the given ones, with the areas of the images whose curves were measured
   */
  record Result(List<Row> sheet, List<Row> curves, List<Row> predictions) {}

  private MaskStudy(
      Networks best, MaskSubjects subjects, TrialRows rows, List<Row> predictions, int batchSize) {
    this.best = best;
    this.subjects = subjects;
    this.rows = rows;
    this.batchSize = batchSize;
    // KEEP whatever the arm does with an empty map: every pixel of a flat map is NaN.
    this.gradCam =
        new GradCam(
            best.classifier(),
            best.classifier(),
            new GridConfig.GradCam(NormStatistics.RUNNING, EmptyMap.KEEP, Fill.ZERO));
    this.curves = new ErasureCurves(best.classifier(), subjects.test().imageSize(), batchSize);
    predictions.forEach(row -> this.predictions.put(row.text("path"), row));
  }

  /**
   * @param best networks with the weights of the best evaluation
   * @param predictions rows of the test split
   * @param row the trial's row; the figures of Grad-CAM and of the curves are set in it
   */
  static Result of(
      Networks best,
      MaskSubjects subjects,
      TrialRows rows,
      List<Row> predictions,
      int batchSize,
      Row.Builder row) {
    long began = System.nanoTime();
    MaskStudy study = new MaskStudy(best, subjects, rows, predictions, batchSize);
    Result result = study.look(row, predictions);
    row.set("masks_seconds", (System.nanoTime() - began) / 1e9);
    return result;
  }

  private Result look(Row.Builder row, List<Row> predictions) {
    Set<Integer> places = new TreeSet<>(subjects.withLesion());
    places.addAll(subjects.choice().sheet());
    places.addAll(subjects.choice().curves());
    Set<Integer> curvePlaces = new HashSet<>(subjects.choice().curves());
    for (int[] next : MaskSubjects.batches(places, batchSize)) {
      Batch batch = subjects.test().batch(next);
      Masks masks = best.policy() == null ? null : best.policy().masks(batch);
      double[] maps = gradCam.scaledMaps(batch);
      for (int i = 0; i < next.length; i++) {
        look(next[i], new Seen(batch, i, masks == null ? null : masks.of(i), maps), curvePlaces);
      }
    }
    summary(row);
    List<Row> ordered = subjects.choice().sheet().stream().map(sheet::get).toList();
    return new Result(ordered, curves(row), withAreas(predictions));
  }

  /**
   * One image with its maps.
   *
   * @param pixels height x width, row-major, 0..1
   * @param mask the policy's probabilities; null without a policy
   * @param cam Grad-CAM, 0..1; 0 everywhere if the map is flat
   */
  private record Seen(
      int height, int width, double[] pixels, double @Nullable [] mask, double[] cam) {
    Seen(Batch batch, int i, @Nullable Masks mask, double[] maps) {
      this(
          batch.height(),
          batch.width(),
          of(batch.pixels(), i, batch.images()),
          mask == null ? null : mask.probabilities(),
          of(maps, i, batch.images()));
      for (int j = 0; j < cam.length; j++) {
        cam[j] = Double.isNaN(cam[j]) ? 0 : cam[j];
      }
    }

    private static double[] of(double[] all, int i, int images) {
      int size = all.length / images;
      return Arrays.copyOfRange(all, i * size, (i + 1) * size);
    }
  }

  private void look(int place, Seen seen, Set<Integer> curvePlaces) {
    List<LesionBox> boxes = subjects.boxes().get(place);
    MaskMetrics cam = LesionScores.metrics(seen.cam, seen.height, seen.width, boxes);
    if (!boxes.isEmpty()) {
      cams.add(cam);
    }
    if (subjects.choice().sheet().contains(place)) {
      sheet.put(place, row(place, seen, cam, boxes));
    }
    if (curvePlaces.contains(place)) {
      PixelOrder order = new PixelOrder(subjects.example(place).path(), seen.height, seen.width);
      SortedMap<Saliency, int[]> orders = new TreeMap<>();
      if (seen.mask != null) {
        orders.put(Saliency.POLICY, order.of(seen.mask));
      }
      orders.put(Saliency.GRADCAM, order.of(seen.cam));
      orders.put(Saliency.RANDOM, order.random());
      curves.add(seen.pixels, subjects.example(place).label(), orders);
      curvePaths.add(subjects.example(place).path());
    }
  }

  private Row row(int place, Seen seen, MaskMetrics cam, List<LesionBox> boxes) {
    Example example = subjects.example(place);
    Row.Builder row = rows.row(Tables.MASKS);
    row.set("place", subjects.choice().sheet().indexOf(place) + 1).set("path", example.path());
    row.set("patient", example.patient()).set("study", example.study());
    row.set("label", example.label());
    Row prediction = Objects.requireNonNull(predictions.get(example.path()));
    for (String column : List.of("probability", "class", "called")) {
      row.set(column, prediction.value(prediction.schema().indexOf(column)));
    }
    row.set("height", seen.height).set("width", seen.width).set("cam", png(seen.cam, seen));
    lesion(row, boxes);
    set(row, "cam_", cam);
    if (seen.mask != null) {
      row.set("policy", png(seen.mask, seen));
      set(row, "mask_", LesionScores.metrics(seen.mask, seen.height, seen.width, boxes));
    }
    if (subjects.thumbnails()) {
      row.set("thumbnail", png(seen.pixels, seen));
    }
    return row.build();
  }

  private static void lesion(Row.Builder row, List<LesionBox> boxes) {
    if (boxes.isEmpty()) {
      return;
    }
    LesionBox first = boxes.get(0);
    row.set("lesion_x", first.x())
        .set("lesion_y", first.y())
        .set("lesion_width", first.width())
        .set("lesion_height", first.height());
    if (boxes.size() > 1) {
      double[][] more =
          boxes.stream()
              .skip(1)
              .map(box -> new double[] {box.x(), box.y(), box.width(), box.height()})
              .toArray(double[][]::new);
      row.set("more_lesions", Arrays.deepToString(more));
    }
  }

  private static void set(Row.Builder row, String prefix, MaskMetrics metrics) {
    row.set(prefix + "share", metrics.shareOverHalf());
    MaskMetrics.Lesion met = metrics.lesion();
    if (met != null) {
      row.set(prefix + "iou", met.iou()).set(prefix + "hit", met.hit());
    }
  }

  private static byte[] png(double[] shares, Seen seen) {
    return GreyImage.of(shares, seen.height, seen.width).png();
  }

  private void summary(Row.Builder row) {
    if (!cams.isEmpty()) {
      MaskSummary summary = MaskSummary.of(cams);
      row.set("cam_lesions", summary.lesions())
          .set("cam_iou", summary.iou())
          .set("cam_hit", summary.pointing())
          .set("cam_chance", summary.chance());
    }
  }

  /** Sets the areas of each image, which intervals over patients need. */
  private List<Row> withAreas(List<Row> predictions) {
    return predictions.stream().map(this::withAreas).toList();
  }

  private Row withAreas(Row prediction) {
    int image = curvePaths.indexOf(prediction.text("path"));
    if (image < 0 || !prediction.text("split").equals("test")) {
      return prediction;
    }
    Row.Builder row = prediction.toBuilder();
    curves.curves(image).forEach(curve -> row.set(column(curve), curve.area()));
    return row.build();
  }

  private static String column(ErasureCurve curve) {
    return curve.saliency().label() + "_" + curve.kind().label() + "_area";
  }

  private List<Row> curves(Row.Builder row) {
    List<Row> points = new ArrayList<>();
    for (ErasureCurve curve : curves.curves()) {
      row.set("curve_images", curves.images());
      row.set(column(curve), curve.area());
      for (int step = 0; step <= ErasureCurve.STEPS; step++) {
        points.add(
            rows.row(Tables.CURVES)
                .set("saliency", curve.saliency().label())
                .set("kind", curve.kind().label())
                .set("fraction", (double) step / ErasureCurve.STEPS)
                .set("probability", curve.probabilities()[step])
                .set("images", curves.images())
                .build());
      }
    }
    return points;
  }
}
