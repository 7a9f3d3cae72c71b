package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apga.store.Row;

/** Shows a summary table to a terminal: a block a part and shot, a line an arm. */
public final class ConsoleSummary {
  private static final String LINE = "  %-9s  %5s  %-14s  %-15s  %-14s  %-14s  %-14s  %-13s  %s";
  private static final int SEEDS_FOR_FIVE_PERCENT = 6;

  private ConsoleSummary() {}

  /**
   * @param rows of {@link org.apga.store.Tables#SUMMARY}
   * @return lines, without line ends
   */
  public static List<String> lines(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    String block = "";
    for (Row row : rows) {
      String of = row.text("part") + ", " + shots(row.text("shots"));
      if (!of.equals(block)) {
        if (!block.isEmpty()) {
          lines.add("");
        }
        lines.add(of + ": test split, mean ± sd over seeds");
        lines.add(
            line(
                "arm",
                "seeds",
                "accuracy %",
                "AUROC",
                "study kappa",
                "Δ baseline",
                "Δ continue",
                "TTA %",
                "mask IoU, hits (chance)"));
        block = of;
      }
      lines.add(
          line(
              row.text("arm"),
              row.whole("done") + "/" + row.whole("expected"),
              spread(row, "accuracy", 100, 1),
              spread(row, "auroc", 1, 3),
              spread(row, "study_kappa", 1, 2),
              delta(row, "baseline"),
              delta(row, "continue"),
              spread(row, "tta_accuracy", 100, 1),
              mask(row)));
    }
    notes(rows, lines);
    return lines;
  }

  private static String line(Object... fields) {
    return String.format(Locale.ROOT, LINE, fields).stripTrailing();
  }

  private static void notes(List<Row> rows, List<String> lines) {
    long partial = rows.stream().filter(r -> r.whole("done") < r.whole("expected")).count();
    long fewest = rows.stream().mapToLong(r -> r.whole("done")).filter(n -> n > 0).min().orElse(0);
    lines.add("");
    if (partial > 0) {
      lines.add(
          partial
              + " of "
              + rows.size()
              + (partial == 1 ? " cells is" : " cells are")
              + " partial: not every seed is done.");
    }
    if (rows.stream()
        .anyMatch(r -> r.has("reported_split_selects") && r.flag("reported_split_selects"))) {
      lines.add("The test split chose the weights: its figures are maxima, as published.");
    }
    if (fewest > 0 && fewest < SEEDS_FOR_FIVE_PERCENT) {
      lines.add(
          "With "
              + fewest
              + (fewest == 1 ? " seed" : " seeds")
              + " no paired test can reach p < 0.05 (it takes "
              + SEEDS_FOR_FIVE_PERCENT
              + "): read the differences as anecdotes.");
    }
  }

  private static String shots(String label) {
    return label.equals("full") ? "all images" : label + " images of each class";
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

  private static String delta(Row row, String rival) {
    double mean = row.real("delta_" + rival + "_mean") * 100;
    double sd = row.real("delta_" + rival + "_sd") * 100;
    if (Double.isNaN(mean)) {
      return "";
    }
    // Adding 0 makes a rounded -0.0 a 0.0.
    String text = String.format(Locale.ROOT, "%+.1f", Math.round(mean * 10) / 10.0 + 0.0);
    return Double.isNaN(sd) ? text : text + String.format(Locale.ROOT, " ± %.1f", sd);
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
