package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import org.apga.store.Row;

/** Names the trials of a run that failed. */
public final class Failures {
  private static final int MOST_LINES = 20;

  private Failures() {}

  /**
   * A line for each failed trial, with its cause and its log.
   *
   * @param trials rows of {@link org.apga.store.Tables#TRIALS}
   * @return lines, without line ends; none where nothing failed
   */
  public static List<String> lines(List<Row> trials) {
    List<Row> failed = trials.stream().filter(row -> row.text("status").equals("failed")).toList();
    List<String> lines = new ArrayList<>();
    failed.stream().limit(MOST_LINES).map(Failures::line).forEach(lines::add);
    if (failed.size() > MOST_LINES) {
      lines.add("and " + (failed.size() - MOST_LINES) + " more that failed: see table trials.");
    }
    return lines;
  }

  private static String line(Row row) {
    return String.format(
        "Failed: %s seed %s: %s: %s%s",
        CellName.of(row),
        row.whole("seed"),
        row.text("cause"),
        row.text("message"),
        row.has("log") ? " Log: " + row.text("log") : "");
  }
}
