package org.apga.report;

import java.util.ArrayList;
import java.util.List;

/** Shows a report to a terminal: the cells, then how arms compare. */
public final class ConsoleReport {
  private ConsoleReport() {}

  /** Lines, without line ends. */
  public static List<String> lines(RunReport report) {
    List<String> lines = new ArrayList<>(ConsoleSummary.lines(report.summary()));
    List<String> comparisons = ConsoleComparisons.lines(report);
    if (!comparisons.isEmpty()) {
      lines.add("");
      lines.addAll(comparisons);
    }
    return lines;
  }
}
