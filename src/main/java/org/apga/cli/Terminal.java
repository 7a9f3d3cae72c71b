package org.apga.cli;

import java.util.OptionalInt;

/**
 * Where progress is shown.
 *
 * @param columns width of a terminal that can redraw; empty for a file, a pipe or a cron job
 */
public record Terminal(OptionalInt columns) {
  /** A stream that only takes lines. */
  public static final Terminal NONE = new Terminal(OptionalInt.empty());

  private static final int USUAL_COLUMNS = 80;

  /** A terminal of that width. */
  public static Terminal ofColumns(int columns) {
    return new Terminal(OptionalInt.of(columns));
  }

  /**
   * What the launcher saw: Java 17 can not tell by itself, since {@code System.console()} asks
   * about standard input too.
   */
  public static Terminal ofLauncher() {
    return Boolean.getBoolean("apga.terminal")
        ? ofColumns(Integer.getInteger("apga.columns", USUAL_COLUMNS))
        : NONE;
  }
}
