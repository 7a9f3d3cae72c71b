package org.apga.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Comma-separated values by RFC 4180, with the line each row starts on. Blank rows are left out.
 */
public final class Csv {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

  private Csv() {}

  /** A row and the line that it starts on, from 1. */
  record Row(int line, List<String> cells) {}

  /** What is wrong with the lines of a list, gathered so that a user mends all of it in one go. */
  static final class Problems {
    private static final int SHOWN = 20;

    private final List<String> found = new ArrayList<>();

    void add(String file, int line, String problem) {
      found.add(file + ":" + line + ": " + problem);
    }

    /**
     * Throws if anything was found.
     *
     * @param what "Cannot read the manifest a.csv"
     * @param advice a sentence: what to try
     */
    void raise(String what, String advice) {
      if (found.isEmpty()) {
        return;
      }
      String count = found.size() == 1 ? "1 problem. " : found.size() + " problems. ";
      StringBuilder message = new StringBuilder(what + ": " + count + advice);
      found.stream().limit(SHOWN).forEach(problem -> message.append("\n  ").append(problem));
      if (found.size() > SHOWN) {
        message.append("\n  and ").append(found.size() - SHOWN).append(" more");
      }
      throw new DataException(message.toString());
    }
  }

  /** The rows of {@code text}; lines end in LF, CRLF or CR, a byte order mark is skipped. */
  static List<Row> parse(String text, String file, Problems problems) {
    List<Row> rows = new ArrayList<>();
    int at = text.startsWith("\uFEFF") ? 1 : 0;
    int line = 1;
    while (at < text.length()) {
      int start = line;
      List<String> cells = new ArrayList<>();
      boolean more = true;
      while (more) {
        StringBuilder cell = new StringBuilder();
        if (at < text.length() && text.charAt(at) == '"') {
          int end = quoted(text, at + 1, cell);
          if (end < 0) {
            problems.add(file, line, "a quoted cell has no end");
            return rows;
          }
          line += newlines(text, at, end);
          at = end;
        }
        int end = at;
        while (end < text.length() && text.charAt(end) != ',' && !endsLine(text.charAt(end))) {
          end++;
        }
        cell.append(text, at, end);
        cells.add(cell.toString());
        more = end < text.length() && text.charAt(end) == ',';
        at = end + (text.startsWith("\r\n", end) ? 2 : 1);
      }
      line++;
      if (!cells.stream().allMatch(String::isBlank)) {
        rows.add(new Row(start, cells));
      }
    }
    return rows;
  }

  private static int quoted(String text, int from, StringBuilder cell) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '"') {
        cell.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else {
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean endsLine(char c) {
    return c == '\n' || c == '\r';
  }

  private static int newlines(String text, int from, int to) {
    return (int) LINE_END.matcher(text.substring(from, to)).results().count();
  }

  /** One row without its line end; cells are quoted only where they have to be. */
  public static String row(String... cells) {
    return Stream.of(cells).map(Csv::quotedIfNeeded).collect(Collectors.joining(","));
  }

  private static String quotedIfNeeded(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
