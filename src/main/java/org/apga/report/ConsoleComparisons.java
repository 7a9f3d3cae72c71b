package org.apga.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.PairedComparison;
import org.apga.metrics.stats.ReachableP;

/**
 * Shows to a terminal how arms compare by accuracy: a block a shot and rival, a line an arm and
 * part. The other measures stand in the table of comparisons.
 */
final class ConsoleComparisons {
  private static final String LINE =
      "  %-9s  %-10s  %6s  %6s  %-16s  %-16s  %-16s  %6s  %6s  %6s  %s";
  private static final int POINTS = 100;

  private ConsoleComparisons() {}

  /** Lines, without line ends; none where nothing is compared. */
  static List<String> lines(RunReport report) {
    List<Comparison> shown =
        report.comparisons().stream().filter(c -> c.measure() == Measure.ACCURACY).toList();
    List<String> lines = new ArrayList<>();
    String block = "";
    for (Comparison comparison : shown) {
      String of = comparison.against() + ", " + ConsoleSummary.shots(comparison.cell().shots());
      if (!of.equals(block)) {
        lines.add("Accuracy against " + of + ": points on test images, paired by seed");
        lines.add(
            line(
                    "arm",
                    "part",
                    "seeds",
                    "mean",
                    "95 %",
                    "BCa",
                    "two-level",
                    "better",
                    "p",
                    "Holm",
                    "")
                .stripTrailing());
        block = of;
      }
      lines.add(line(comparison));
      if (isLastOfBlock(comparison, shown)) {
        lines.add("");
      }
    }
    if (!shown.isEmpty()) {
      notes(shown, lines);
    }
    return lines;
  }

  private static boolean isLastOfBlock(Comparison comparison, List<Comparison> shown) {
    int next = shown.indexOf(comparison) + 1;
    return next == shown.size()
        || !shown.get(next).against().equals(comparison.against())
        || !shown.get(next).cell().shots().equals(comparison.cell().shots());
  }

  private static String line(Comparison comparison) {
    PairedComparison paired = comparison.paired();
    return line(
        comparison.cell().arm(),
        comparison.cell().part(),
        comparison.seeds().done()
            + "/"
            + comparison.seeds().expected()
            + (comparison.isPartial() ? "*" : ""),
        points(paired.deltas().summary().mean()),
        interval(paired.student()),
        interval(paired.bca()),
        interval(paired.twoLevel()),
        Double.isNaN(paired.better())
            ? ""
            : String.format(Locale.ROOT, "%.0f %%", 100 * paired.better()),
        p(paired.signs().p()),
        p(comparison.correction().p()),
        beside(comparison));
  }

  private static String beside(Comparison comparison) {
    List<String> texts = new ArrayList<>();
    if (comparison.isAgainstOtherControl()) {
      texts.add("not its control");
    }
    if (!Double.isNaN(comparison.signedRankP())) {
      texts.add("signed ranks of the parts: p " + p(comparison.signedRankP()));
    }
    return String.join("; ", texts);
  }

  private static String line(Object... fields) {
    return String.format(Locale.ROOT, LINE, fields).stripTrailing();
  }

  private static String interval(Interval interval) {
    return interval.isKnown() ? points(interval.low()) + " .. " + points(interval.high()) : "";
  }

  private static String points(double value) {
    // Adding 0 makes a rounded -0.0 a 0.0.
    return Double.isNaN(value)
        ? ""
        : String.format(Locale.ROOT, "%+.1f", Math.round(value * POINTS * 10) / 10.0 + 0.0);
  }

  private static String p(double p) {
    return Double.isNaN(p) ? "" : p < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  private static void notes(List<Comparison> shown, List<String> lines) {
    lines.add(
        "95 %: Student's interval over seeds. BCa: over seeds, covers less than it says below 20."
            + " two-level: bootstrap over seeds and patients.");
    lines.add(
        "better: share of the two-level resamples in which the arm is ahead. p: flips of the"
            + " deltas' signs, then Holm over the parts.");
    if (shown.stream().anyMatch(Comparison::isAgainstControl)) {
      lines.add(
          "A control makes as many classifier steps a batch as the arm; all the same each trial"
              + " stops by its own patience (columns epochs and best_epoch of table trials).");
    }
    reach(shown, lines);
  }

  /** Says so where no difference, however large, could have become a finding. */
  private static void reach(List<Comparison> shown, List<String> lines) {
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
            ? ", nor with Holm over "
                + tests
                + " parts below "
                + number(least.correction().leastP())
            : "";
    String takes =
        ReachableP.seedsFor(1)
            + " seeds"
            + (tests > 1 ? ", with Holm " + ReachableP.seedsFor(tests) : "");
    lines.add(
        "With "
            + seeds
            + (seeds == 1 ? " seed" : " seeds")
            + " p cannot fall below "
            + number(least.leastP())
            + holm
            + " ("
            + number(ReachableP.ALPHA)
            + " takes "
            + takes
            + "): read the differences as anecdotes.");
  }

  private static String number(double p) {
    return new BigDecimal(p).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }
}
