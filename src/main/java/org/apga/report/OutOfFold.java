package org.apga.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.Scored;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;
import org.apga.store.Tables;

/**
 * Joins the trials of the folds of a seed: their predictions for their test splits form one set, in
 * which each patient is scored by a model that was not trained on that patient. An image that
 * several of them scored, as in an evaluation on other data, gets the mean of their predictions.
 */
final class OutOfFold {
  /** Columns with means over some of the images, by the column with the number of those images. */
  private static final Map<String, List<String>> BY_IMAGES =
      Map.of(
          "mask_lesions", List.of("mask_iou", "mask_hit", "mask_chance"),
          "cam_lesions", List.of("cam_iou", "cam_hit", "cam_chance"),
          "curve_images", CurveAreas.COLUMNS);

  private record Place(CellName cell, long seed) {}

  private OutOfFold() {}

  /**
   * Replaces the rows of a cell and seed's folds by one row, in the order of the first fold; all
   * other rows are unchanged.
   *
   * @param trials rows of {@link Tables#TRIALS}
   * @param predictions of these trials; those of folds are also added under the id of the new row
   */
  static List<Row> seeds(List<Row> trials, Predictions predictions) {
    Map<Object, List<Row>> places = new LinkedHashMap<>();
    for (Row trial : trials) {
      Object place =
          trial.has("fold")
              ? new Place(CellName.of(trial), trial.whole("seed"))
              : trial.text("trial");
      places.computeIfAbsent(place, p -> new ArrayList<>()).add(trial);
    }
    return places.values().stream()
        .map(folds -> folds.size() == 1 ? folds.get(0) : together(folds, predictions))
        .toList();
  }

  private static Row together(List<Row> folds, Predictions predictions) {
    List<String> ids = folds.stream().map(fold -> fold.text("trial")).toList();
    Row first = folds.get(0);
    String id =
        ids.get(0).replaceFirst("[^-]*$", "")
            + ids.stream().map(of -> of.replaceFirst(".*-", "")).collect(Collectors.joining("+"));
    Row.Builder row = Row.builder(Tables.TRIALS).set("trial", id).set("seed", first.whole("seed"));
    ReportRows.cell(row, CellName.of(first));
    if (first.has("variant_settings")) {
      row.set("variant_settings", first.text("variant_settings"));
    }
    if (first.has("split_hash")) {
      row.set("split_hash", first.text("split_hash"));
    }
    Completeness done = Completeness.of(folds);
    row.set("status", done.isPartial() ? done.failed() > 0 ? "failed" : "missing" : "completed");
    if (!done.isPartial()) {
      predictions.join(id, ids);
      measure(row, id, predictions, ClassNames.of(folds));
      BY_IMAGES.forEach(
          (images, columns) -> columns.forEach(column -> mean(row, folds, column, images)));
      row.set("unreadable_test_images", sum(folds, "unreadable_test_images"));
      row.set(
          "reported_split_selects",
          folds.stream()
              .anyMatch(f -> f.has("reported_split_selects") && f.flag("reported_split_selects")));
    }
    return row.build();
  }

  private static void measure(
      Row.Builder row, String id, Predictions predictions, List<String> classes) {
    row.set("classes", ClassNames.stored(classes));
    for (Level level : Level.values()) {
      for (ScoreKind scores : ScoreKind.values()) {
        List<Scored> scored = predictions.of(id, Predictions.TEST, level, scores);
        if (!scored.isEmpty()) {
          ClassificationMetrics metrics = ClassificationMetrics.of(scored);
          String prefix =
              (scores == ScoreKind.TTA ? "tta_" : "") + (level == Level.STUDY ? "study_" : "");
          for (Metric metric : Metric.of(classes.size(), true)) {
            row.set(prefix + metric.label(), metric.of(metrics));
          }
        }
      }
    }
  }

  private static void mean(Row.Builder row, List<Row> folds, String column, String images) {
    long all = sum(folds, images);
    if (all > 0) {
      double weighted =
          folds.stream()
              .filter(fold -> fold.has(images) && fold.has(column))
              .mapToDouble(fold -> fold.whole(images) * fold.real(column))
              .sum();
      row.set(column, weighted / all);
    }
  }

  private static long sum(List<Row> folds, String column) {
    return folds.stream().filter(f -> f.has(column)).mapToLong(f -> f.whole(column)).sum();
  }
}
