package org.apga.report.html;

import java.util.ResourceBundle;

/** The page's sentences and table headings, by their names in {@code prose.properties}. */
final class Prose {
  private static final ResourceBundle TEXTS =
      ResourceBundle.getBundle("org.apga.report.html.prose");

  private Prose() {}

  /** The text of a name; if there are {@code gaps}, the text is a format that takes them. */
  static String of(String name, Object... gaps) {
    return gaps.length == 0 ? TEXTS.getString(name) : TEXTS.getString(name).formatted(gaps);
  }
}
