package org.apga.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apga.store.Row;

/** Shows a summary table to a terminal: a block a part and shot, a line an arm. */
final class ConsoleSummary {
  private static final String LINE =
      "  %-9s  %6s  %-14s  %-12s  %-15s  %-14s  %-14s  %-14s  %-13s  %s";

  private static final String HEADS =
      "arm | seeds | accuracy % | 95 % | AUROC | study kappa | Δ baseline | Δ control | TTA %"
          + " | mask IoU, hits (chance)";

  private ConsoleSummary() {}

  /**
   * @param rows of {@link org.apga.store.Tables#SUMMARY}
   * @return lines, without line ends
   */
  static List<String> lines(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    rows.stream()
        .collect(
            Collectors.groupingBy(
                row -> CellName.of(row).block(), LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (block, cells) -> {
              if (!lines.isEmpty()) {
                lines.add("");
              }
              lines.add(block + ": test split, mean ± sd over seeds");
              lines.add(ConsoleReport.heads(LINE, HEADS));
              cells.forEach(row -> lines.add(line(row)));
            });
    notes(rows, lines);
    return lines;
  }

  private static String line(Row row) {
    return ConsoleReport.line(
        LINE,
        row.text("arm"),
        row.whole("done") + "/" + row.whole("expected") + (row.flag("partial") ? "*" : ""),
        spread(row, "accuracy", 100, 1),
        interval(row, "accuracy"),
        spread(row, "auroc", 1, 3),
        spread(row, "study_kappa", 1, 2),
        delta(row, "baseline"),
        delta(row, "control"),
        spread(row, "tta_accuracy", 100, 1),
        mask(row));
  }

  private static void notes(List<Row> rows, List<String> lines) {
    lines.add("");
    lines.add(
        String.format(
            "cells   %s expected: %s done, %s partial, %s failed, %s missing.",
            rows.size(),
            CellState.DONE.count(rows),
            CellState.PARTIAL.count(rows),
            CellState.FAILED.count(rows),
            CellState.MISSING.count(rows)));
    lines.add(
        String.format(
            "trials  %s expected: %s done, %s failed or skipped, %s missing.",
            sum(rows, "expected"), sum(rows, "done"), sum(rows, "failed"), sum(rows, "missing")));
    if (CellState.PARTIAL.count(rows) > 0) {
      lines.add("* Over the seeds that are done, not all that are expected.");
    }
    Map<String, Long> unreadable = new TreeMap<>();
    rows.forEach(r -> unreadable.merge(r.text("part"), unreadable(r), Math::max));
    unreadable.forEach(
        (part, images) -> {
          if (images > 0) {
            lines.add(
                String.format(
                    "WARNING %s was tested without %s %s that could not be read.",
                    part, images, images == 1 ? "image" : "images"));
          }
        });
    Controls controls = Controls.of(rows);
    if (!controls.present().isEmpty()) {
      lines.add(
          "Δ control: against the arm that makes as many classifier steps a batch: "
              + String.join("; ", controls.present())
              + ".");
    }
    lines.addAll(controls.missing());
    if (rows.stream().anyMatch(r -> r.flag("reported_split_selects"))) {
      lines.add("The test split chose the weights: its figures are maxima, as published.");
    }
  }

  /** A run of an older version has no such column, and none left out without a word. */
  private static long unreadable(Row cell) {
    return cell.has("unreadable_test_images") ? cell.whole("unreadable_test_images") : 0;
  }

  private static long sum(List<Row> rows, String column) {
    return rows.stream().mapToLong(row -> row.whole(column)).sum();
  }

  private static String spread(Row row, String column, double scale, int digits) {
    double mean = row.real(column + "_mean") * scale;
    double sd = row.real(column + "_sd") * scale;
    if (Double.isNaN(mean)) {
      return "";
    }
    String text = String.format(Locale.ROOT, "%." + digits + "f", mean);
    return Double.isNaN(sd) ? text : text + String.format(Locale.ROOT, " ± %." + digits + "f", sd);
  }

  private static String interval(Row row, String column) {
    double low = 100 * row.real(column + "_low");
    return Double.isNaN(low)
        ? ""
        : String.format(Locale.ROOT, "%.1f .. %.1f", low, 100 * row.real(column + "_high"));
  }

  private static String delta(Row row, String rival) {
    String text = ConsoleReport.points(row.real("delta_" + rival + "_mean"));
    double sd = 100 * row.real("delta_" + rival + "_sd");
    return text.isEmpty() || Double.isNaN(sd)
        ? text
        : text + String.format(Locale.ROOT, " ± %.1f", sd);
  }

  private static String mask(Row row) {
    double iou = row.real("mask_iou_mean");
    return Double.isNaN(iou)
        ? ""
        : String.format(
            Locale.ROOT,
            "%.2f, %.0f %% (%.0f %%)",
            iou,
            100 * row.real("mask_hit_mean"),
            100 * row.real("mask_chance_mean"));
  }
}
