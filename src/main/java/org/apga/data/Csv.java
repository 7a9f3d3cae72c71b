package org.apga.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;

/** Comma-separated values by RFC 4180, with the line each row starts on. Blank rows are omitted. */
public final class Csv {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final Pattern CELL =
      Pattern.compile(
          "(?:\"(?<quoted>[^\"]*+(?:\"\"[^\"]*+)*+)\")?(?<plain>[^,\r\n]*)(?<end>,|\r\n|\n|\r|\\z)");

  private Csv() {}

  /** A row and the line that it starts on, from 1. */
  public record Row(int line, List<String> cells) {}

  /** Problems in the lines of a list, collected so that a user can fix all of them at once. */
  public static final class Problems {
    private static final int SHOWN = 20;

    private final List<String> found = new ArrayList<>();

    public void add(String file, int line, String problem) {
      found.add(file + ":" + line + ": " + problem);
    }

    /**
     * Throws if anything was found.
     *
     * @param what "Cannot read the manifest a.csv"
     * @param advice a sentence: what to try
     */
    public void raise(String what, String advice) {
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
  public static List<Row> parse(String text, String file, Problems problems) {
    List<Row> rows = new ArrayList<>();
    Matcher cell = CELL.matcher(text);
    int at = text.startsWith("\uFEFF") ? 1 : 0;
    int line = 1;
    while (at < text.length()) {
      int start = line;
      List<String> cells = new ArrayList<>();
      do {
        cell.region(at, text.length()).lookingAt();
        String quoted = cell.group("quoted");
        if (quoted == null && text.startsWith("\"", at)) {
          problems.add(file, line, "a quoted cell has no end");
          return rows;
        }
        String beginning = quoted == null ? "" : quoted;
        line += (int) LINE_END.matcher(beginning).results().count();
        cells.add(beginning.replace("\"\"", "\"") + cell.group("plain"));
        at = cell.end();
      } while (cell.group("end").equals(","));
      line++;
      if (!cells.stream().allMatch(String::isBlank)) {
        rows.add(new Row(start, cells));
      }
    }
    return rows;
  }

  /** One row without its line end; cells are quoted only if they have to be. */
  public static String row(String... cells) {
    return Stream.of(cells).map(StringEscapeUtils::escapeCsv).collect(Collectors.joining(","));
  }
}
