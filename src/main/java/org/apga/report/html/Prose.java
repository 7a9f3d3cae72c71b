package org.apga.report.html;

import java.util.ResourceBundle;

/** The page's own sentences and tables, which {@code prose.properties} holds by name. */
final class Prose {
  private static final ResourceBundle TEXTS =
      ResourceBundle.getBundle("org.apga.report.html.prose");

  private Prose() {}

  /** The text of that name as it stands, or with its gaps filled in where there is something. */
  static String of(String name, Object... gaps) {
    return gaps.length == 0 ? TEXTS.getString(name) : TEXTS.getString(name).formatted(gaps);
  }
}
