package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import org.apga.store.Row;

/**
 * The last lines of a run on a terminal: the finding, the cells and the failures, few enough to fit
 * a screen for any grid. {@link ConsoleReport} prints the rest.
 */
public final class ConsoleSummary {
  /** 40 with the empty line before them and the lines that {@code run} prints after them. */
  static final int MOST_LINES = 34;

  private static final int MOST_SENTENCES = 3;
  private static final int MOST_CHOICES = 6;
  private static final int MOST_NOTES = 6;
  private static final int MOST_SUBGROUPS = 3;
  private static final int MOST_FAILURES = 4;

  private ConsoleSummary() {}

  /**
   * Lines, without line ends.
   *
   * @param finding sentences, the most important first
   * @param trials rows of {@link org.apga.store.Tables#TRIALS}
   */
  public static List<String> lines(RunReport report, List<String> finding, List<Row> trials) {
    List<String> lines = new ArrayList<>(finding(finding));
    List<String> failures = ConsoleReport.failures(trials, MOST_FAILURES);
    if (Search.isTuning(report)) {
      lines.addAll(failures);
      return lines;
    }
    lines.addAll(cut(ConsoleReport.choices(report), MOST_CHOICES, "table choices"));
    List<String> below = new ArrayList<>();
    below.add("");
    List<String> notes = ConsoleReport.cellNotes(report.summary(), report.trials());
    below.addAll(cut(notes, MOST_NOTES, "the report"));
    List<String> subgroups = ConsoleReport.subgroups(report);
    below.addAll(cut(subgroups, MOST_SUBGROUPS, "table subgroups"));
    below.addAll(failures);
    lines.add("");
    List<String> cells =
        ConsoleReport.cells(report.classes(), report.summary(), report.variance().tested());
    lines.addAll(cut(cells, MOST_LINES - lines.size() - below.size(), "table summary"));
    lines.addAll(below);
    return lines;
  }

  /** Lines of the finding. */
  public static List<String> finding(List<String> sentences) {
    List<String> lines = new ArrayList<>();
    sentences.stream()
        .limit(MOST_SENTENCES)
        .forEach(sentence -> lines.add((lines.isEmpty() ? "Finding   " : "          ") + sentence));
    return lines;
  }

  /** At most {@code most} lines; if some are left out, the last has their number and place. */
  private static List<String> cut(List<String> lines, int most, String where) {
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most - 1));
    long left = lines.stream().skip(most - 1).filter(line -> !line.isEmpty()).count();
    shown.add("and " + left + " more lines: see " + where + ".");
    return shown;
  }
}
