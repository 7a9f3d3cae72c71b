package org.apga.report.html;

/**
 * A cell of a table.
 *
 * @param text what stands in it
 * @param element {@code th} for what names its row, else {@code td}
 * @param look a class of the style sheet; empty for none
 */
record TableCell(String text, String element, String look) {
  /** What names its row. */
  static TableCell head(String text) {
    return new TableCell(text, "th", "");
  }

  /** Words. */
  static TableCell text(String text) {
    return new TableCell(text, "td", "");
  }

  /** A sentence or more. */
  static TableCell words(String text) {
    return new TableCell(text, "td", "words");
  }

  /** A number, or a few that belong together. */
  static TableCell number(String text) {
    return new TableCell(text, "td", "n");
  }

  /** A count. */
  static TableCell number(long count) {
    return number(Long.toString(count));
  }

  /** What deserves a look. */
  static TableCell warning(String text) {
    return new TableCell(text, "td", "warn");
  }

  /** What a machine reads: an id, a hash, a path. */
  static TableCell code(String text) {
    return new TableCell(text, "td", "code");
  }
}
