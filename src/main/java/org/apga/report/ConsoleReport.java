package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  /** The heads of a table, given as {@code arm | part}, in its lines' format. */
  static String heads(String format, String heads) {
    return line(format, (Object[]) heads.split(" \\| ", -1));
  }

  /** A line of a table. */
  static String line(String format, Object... fields) {
    return String.format(Locale.ROOT, format, fields).stripTrailing();
  }

  /** A difference of shares in points; nothing where it is not defined. */
  static String points(double difference) {
    // Adding 0 makes a rounded -0.0 a 0.0.
    return Double.isNaN(difference)
        ? ""
        : String.format(Locale.ROOT, "%+.1f", Math.round(100 * difference * 10) / 10.0 + 0.0);
  }
}
