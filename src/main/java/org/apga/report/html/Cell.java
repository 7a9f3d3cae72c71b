package org.apga.report.html;

/**
 * A cell of a table.
 *
 * @param text what stands in it
 * @param element {@code th} for what names its row, else {@code td}
 * @param look a class of the style sheet; empty for none
 */
record Cell(String text, String element, String look) {
  /** What names its row. */
  static Cell head(String text) {
    return new Cell(text, "th", "");
  }

  /** Words. */
  static Cell text(String text) {
    return new Cell(text, "td", "");
  }

  /** A sentence or more. */
  static Cell words(String text) {
    return new Cell(text, "td", "words");
  }

  /** A number, or a few that belong together. */
  static Cell number(String text) {
    return new Cell(text, "td", "n");
  }

  /** A count. */
  static Cell number(long count) {
    return number(Long.toString(count));
  }

  /** What deserves a look. */
  static Cell warning(String text) {
    return new Cell(text, "td", "warn");
  }

  /** What a machine reads: an id, a hash, a path. */
  static Cell code(String text) {
    return new Cell(text, "td", "code");
  }
}
