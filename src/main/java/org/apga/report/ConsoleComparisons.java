package org.apga.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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
  private static final String HEADS =
      "arm | part | seeds | mean | 95 % | BCa | two-level | better | p | Holm | ";

  private ConsoleComparisons() {}

  /** Lines, without line ends; none where nothing is compared. */
  static List<String> lines(RunReport report) {
    List<Comparison> shown =
        report.comparisons().stream().filter(c -> c.measure() == Measure.ACCURACY).toList();
    List<String> lines = new ArrayList<>();
    shown.stream()
        .collect(
            Collectors.groupingBy(
                c -> c.against() + ", " + c.cell().images(),
                LinkedHashMap::new,
                Collectors.toList()))
        .forEach(
            (block, comparisons) -> {
              lines.add("Accuracy against " + block + ": points on test images, paired by seed");
              lines.add(ConsoleReport.heads(LINE, HEADS));
              comparisons.forEach(comparison -> lines.add(line(comparison)));
              lines.add("");
            });
    if (!shown.isEmpty()) {
      notes(shown, lines);
    }
    return lines;
  }

  private static String line(Comparison comparison) {
    PairedComparison paired = comparison.paired();
    return ConsoleReport.line(
        LINE,
        comparison.cell().arm(),
        comparison.cell().part(),
        comparison.seeds().done()
            + "/"
            + comparison.seeds().expected()
            + (comparison.isPartial() ? "*" : ""),
        ConsoleReport.points(comparison.mean()),
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

  private static String interval(Interval interval) {
    return interval.isKnown()
        ? ConsoleReport.points(interval.low()) + " .. " + ConsoleReport.points(interval.high())
        : "";
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
            ? String.format(
                ", nor with Holm over %s parts below %s",
                tests, number(least.correction().leastP()))
            : "";
    lines.add(
        String.format(
            "With %s p can not fall below %s%s (%s takes %s seeds%s): read the differences as"
                + " anecdotes.",
            seeds + (seeds == 1 ? " seed" : " seeds"),
            number(least.leastP()),
            holm,
            number(ReachableP.ALPHA),
            ReachableP.seedsFor(1),
            tests > 1 ? ", with Holm " + ReachableP.seedsFor(tests) : ""));
  }

  private static String number(double p) {
    return new BigDecimal(p).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }
}
