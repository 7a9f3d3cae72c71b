package org.apga.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.PairedComparison;
import org.apga.metrics.stats.ReachableP;
import org.apga.store.Row;

/**
 * A report as text for a terminal: the cells, with one block per part and shot count and one line
 * per arm; then the comparisons of accuracy, with one line per arm and part. Table comparisons has
 * the other measures.
 */
public final class ConsoleReport {
  private static final String CELL =
      "  %-9s  %6s  %-14s  %-12s  %-15s  %-14s  %-14s  %-14s  %-13s  %s";

  private static final String CELL_HEADS =
      "arm | seeds | accuracy % | 95 % | AUROC | study kappa | Δ baseline | Δ control | TTA %"
          + " | mask IoU, hits (chance)";

  /** The lines below, for classes that are grades: a longer line would not fit a terminal. */
  private static final String GRADES = "  %-9s  %6s  %-14s  %s";

  private static final String GRADES_HEADS = "arm | seeds | quadratic κ | 95 %";

  private static final String COMPARISON =
      "  %-9s  %-10s  %6s  %6s  %-16s  %-16s  %-16s  %6s  %6s  %6s  %s";
  private static final String COMPARISON_HEADS =
      "arm | part | seeds | mean | 95 % | BCa | two-level | better | p | Holm | ";

  private static final int MOST_FAILURES = 20;

  private ConsoleReport() {}

  /** Lines, without line ends. */
  public static List<String> lines(RunReport report) {
    return lines(report, report.variance().tested());
  }

  /**
   * Lines, without line ends.
   *
   * @param tested the images that the figures are computed on, in words
   */
  public static List<String> lines(RunReport report, String tested) {
    if (Search.isTuning(report)) {
      return List.of(Search.tuning(report));
    }
    List<String> lines = new ArrayList<>(choices(report));
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.addAll(cells(report.classes(), report.summary(), tested));
    lines.add("");
    lines.addAll(cellNotes(report.summary(), report.trials()));
    List<String> comparisons = comparisons(report);
    if (!comparisons.isEmpty()) {
      lines.add("");
      lines.addAll(comparisons);
    }
    List<String> subgroups = subgroups(report);
    if (!subgroups.isEmpty()) {
      lines.add("");
      lines.addAll(subgroups);
    }
    return lines;
  }

  /** One line per column with a significant gap, and the warnings; without line ends. */
  public static List<String> subgroups(RunReport of) {
    SubgroupReport report = of.subgroups();
    List<String> lines = new ArrayList<>();
    report.found(of.classes()).forEach(line -> lines.add("Subgroup  " + line));
    report.warnings().forEach(line -> lines.add("WARNING   " + line));
    return lines;
  }

  /** One line per arm whose variant was chosen before the run; none if nothing was chosen. */
  static List<String> choices(RunReport report) {
    List<String> lines = new ArrayList<>();
    Search.chosen(report.choices()).forEach(line -> lines.add("Chosen    " + line));
    Search.dropped(report.choices()).forEach(line -> lines.add("Halving   " + line));
    return lines;
  }

  /** Lines, without line ends, of rows of {@link org.apga.store.Tables#SUMMARY}. */
  static List<String> cells(ClassNames classes, List<Row> rows, String tested) {
    List<String> lines = new ArrayList<>();
    rows.stream()
        .collect(groupingBy(row -> CellName.of(row).block(), LinkedHashMap::new, toList()))
        .forEach(
            (block, cells) -> {
              if (!lines.isEmpty()) {
                lines.add("");
              }
              lines.add(block + ": " + tested + ", mean ± sd over seeds");
              lines.add(heads(CELL, CELL_HEADS.replace("AUROC", classes.auroc())));
              cells.forEach(row -> lines.add(cellLine(row)));
              if (classes.haveOrder()) {
                lines.add(heads(GRADES, GRADES_HEADS));
                cells.forEach(row -> lines.add(gradesLine(row)));
              }
            });
    return lines;
  }

  private static String cellLine(Row row) {
    return line(
        CELL,
        row.text("arm"),
        seeds(row),
        spread(row, "accuracy", 100, 1),
        interval(row, "accuracy", 100, 1),
        spread(row, "auroc", 1, 3),
        spread(row, "study_kappa", 1, 2),
        delta(row, "baseline"),
        delta(row, "control"),
        spread(row, "tta_accuracy", 100, 1),
        mask(row));
  }

  private static String gradesLine(Row row) {
    return line(
        GRADES,
        row.text("arm"),
        seeds(row),
        spread(row, "quadratic_kappa", 1, 2),
        interval(row, "quadratic_kappa", 1, 2));
  }

  private static String seeds(Row row) {
    return row.whole("done") + "/" + row.whole("expected") + (row.flag("partial") ? "*" : "");
  }

  /** Counts of cells and trials, and notes on the figures above; without line ends. */
  static List<String> cellNotes(List<Row> rows, Completeness trials) {
    List<String> lines = new ArrayList<>();
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
            trials.expected(), trials.done(), trials.failed(), trials.missing()));
    if (CellState.PARTIAL.count(rows) > 0) {
      lines.add("* Over the seeds that are done, not all that are expected.");
    }
    if (rows.stream().anyMatch(row -> ReportRows.interval(row, "accuracy").exact())) {
      lines.add(
          "95 %: if no resample differs from the accuracy, the interval is exact and counts each"
              + " patient once.");
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
    Controls controls = new Controls(rows);
    if (!controls.present().isEmpty()) {
      lines.add(
          "Δ control: against the arm that makes as many classifier steps per batch: "
              + String.join("; ", controls.present())
              + ".");
    }
    lines.addAll(controls.missing());
    if (rows.stream().anyMatch(r -> r.flag("reported_split_selects"))) {
      lines.add("The test split chose the weights: its figures are maxima, as published.");
    }
    return lines;
  }

  /** 0 for runs of older versions, which lack the column and never omitted images silently. */
  private static long unreadable(Row cell) {
    return cell.has("unreadable_test_images") ? cell.whole("unreadable_test_images") : 0;
  }

  private static String spread(Row row, String column, double scale, int digits) {
    double mean = row.real(column + "_mean") * scale;
    double sd = row.real(column + "_sd") * scale;
    if (Double.isNaN(mean)) {
      return "";
    }
    String text = line("%." + digits + "f", mean);
    return Double.isNaN(sd) ? text : text + line(" ± %." + digits + "f", sd);
  }

  private static String interval(Row row, String column, double scale, int digits) {
    double low = scale * row.real(column + "_low");
    String ends = "%." + digits + "f .. %." + digits + "f";
    return Double.isNaN(low) ? "" : line(ends, low, scale * row.real(column + "_high"));
  }

  private static String delta(Row row, String rival) {
    String text = points(row.real("delta_" + rival + "_mean"));
    double sd = 100 * row.real("delta_" + rival + "_sd");
    return text.isEmpty() || Double.isNaN(sd) ? text : text + line(" ± %.1f", sd);
  }

  private static String mask(Row row) {
    double iou = row.real("mask_iou_mean");
    return Double.isNaN(iou)
        ? ""
        : line(
            "%.2f, %s %% (%.0f %%)",
            iou, spread(row, "mask_hit", 100, 0), 100 * row.real("mask_chance_mean"));
  }

  /** Lines, without line ends; none if nothing is compared. */
  static List<String> comparisons(RunReport report) {
    List<Comparison> shown =
        report.comparisons().stream().filter(c -> c.measure() == Measure.ACCURACY).toList();
    List<String> lines = new ArrayList<>();
    shown.stream()
        .collect(
            groupingBy(
                c -> c.against() + ", " + c.cell().conditions(), LinkedHashMap::new, toList()))
        .forEach(
            (block, comparisons) -> {
              lines.add("Accuracy against " + block + ": points on test images, paired by seed");
              lines.add(heads(COMPARISON, COMPARISON_HEADS));
              comparisons.forEach(comparison -> lines.add(comparisonLine(comparison)));
              lines.add("");
            });
    if (!shown.isEmpty()) {
      comparisonNotes(shown, Search.family(report), report.variance(), lines);
      lines.addAll(Search.unequal(report));
    }
    return lines;
  }

  private static String comparisonLine(Comparison comparison) {
    PairedComparison paired = comparison.paired();
    return line(
        COMPARISON,
        comparison.cell().arm(),
        comparison.cell().part(),
        comparison.seeds().done()
            + "/"
            + comparison.seeds().expected()
            + (comparison.isPartial() ? "*" : ""),
        points(comparison.mean()),
        interval(paired.student()),
        interval(paired.bca()),
        interval(paired.twoLevel()),
        Double.isNaN(paired.better()) ? "" : line("%.0f %%", 100 * paired.better()),
        p(paired.signs().p()),
        p(comparison.correction().p()),
        beside(comparison));
  }

  private static String beside(Comparison comparison) {
    List<String> texts = new ArrayList<>(Search.tried(comparison));
    if (comparison.isAgainstOtherControl()) {
      texts.add("not its control");
    }
    if (!Double.isNaN(comparison.signedRankP())) {
      texts.add("signed ranks of the parts: p " + p(comparison.signedRankP()));
    }
    return String.join("; ", texts);
  }

  private static String interval(Interval interval) {
    return interval.isKnown() ? points(interval.low()) + " .. " + points(interval.high()) : "";
  }

  private static String p(double p) {
    return Double.isNaN(p) ? "" : p < 0.001 ? "<0.001" : line("%.3f", p);
  }

  private static void comparisonNotes(
      List<Comparison> shown, String family, Variance variance, List<String> lines) {
    lines.add(
        "95 %: Student's interval over seeds. BCa: over seeds; too narrow below 20 seeds."
            + " two-level: bootstrap over seeds and patients.");
    lines.add(variance.told());
    lines.add(
        "better: share of the two-level resamples in which the arm is ahead. p: flips of the"
            + " deltas' signs, then Holm over the "
            + family
            + ".");
    if (shown.stream().anyMatch(Comparison::isAgainstControl)) {
      lines.add(
          "A control makes as many classifier steps per batch as the arm, but each trial stops by"
              + " its own patience (columns epochs and best_epoch of table trials).");
    }
    reach(shown, family, lines);
  }

  /** A warning if no difference, however large, could have become a finding. */
  private static void reach(List<Comparison> shown, String family, List<String> lines) {
    Comparison least =
        shown.stream()
            .filter(c -> !c.isOverParts() && c.correction().leastP() > ReachableP.ALPHA)
            .max((a, b) -> Double.compare(a.correction().leastP(), b.correction().leastP()))
            .orElse(null);
    if (least == null) {
      return;
    }
    int seeds = least.paired().deltas().seeds().size();
    int tests = least.correction().tests();
    String holm =
        least.correction().leastP() > least.leastP()
            ? String.format(
                ", nor with Holm over %s %s below %s",
                tests, family, number(least.correction().leastP()))
            : "";
    lines.add(
        String.format(
            "With %s p cannot fall below %s%s (%s takes %s seeds%s): treat the differences"
                + " as anecdotal.",
            seeds + (seeds == 1 ? " seed" : " seeds"),
            number(least.leastP()),
            holm,
            number(ReachableP.ALPHA),
            ReachableP.seedsFor(1),
            tests > 1 ? ", with Holm " + ReachableP.seedsFor(tests) : ""));
  }

  /**
   * A line for each failed trial, with its cause and its log.
   *
   * @param trials rows of {@link org.apga.store.Tables#TRIALS}
   * @return lines, without line ends; none if nothing failed
   */
  public static List<String> failures(List<Row> trials) {
    return failures(trials, MOST_FAILURES);
  }

  /** The same, for at most {@code most} trials. */
  static List<String> failures(List<Row> trials, int most) {
    List<Row> failed = trials.stream().filter(row -> row.text("status").equals("failed")).toList();
    List<String> lines = new ArrayList<>();
    failed.stream().limit(most).map(ConsoleReport::failure).forEach(lines::add);
    if (failed.size() > most) {
      lines.add("and " + (failed.size() - most) + " more that failed: see table trials.");
    }
    return lines;
  }

  private static String failure(Row row) {
    return String.format(
        "Failed: %s: %s: %s%s",
        CellName.title(row),
        row.text("cause"),
        row.text("message"),
        row.has("log") ? " Log: " + row.text("log") : "");
  }

  private static String number(double p) {
    return new BigDecimal(p).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  /** The heads of a table, given as {@code arm | part}, in the format of its lines. */
  private static String heads(String format, String heads) {
    return line(format, (Object[]) heads.split(" \\| ", -1));
  }

  /** A formatted line, or part of one. */
  private static String line(String format, Object... fields) {
    return String.format(Locale.ROOT, format, fields).stripTrailing();
  }

  /** A difference of shares in points; empty if it is undefined. */
  private static String points(double difference) {
    // Adding 0 makes a rounded -0.0 a 0.0.
    return Double.isNaN(difference)
        ? ""
        : line("%+.1f", Math.round(100 * difference * 10) / 10.0 + 0.0);
  }
}
