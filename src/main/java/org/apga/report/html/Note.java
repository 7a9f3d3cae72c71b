package org.apga.report.html;

/** What stands in a section that has nothing to show. */
final class Note {
  private Note() {}

  /** Says why there is nothing. */
  static void absent(Markup html, String why) {
    html.paragraph(why, "class", "absent");
  }

  /** Small print. */
  static void small(Markup html, String text) {
    html.paragraph(text, "class", "note");
  }

  /** A part that a reader may open. */
  static void folded(Markup html, String summary, Runnable body) {
    html.open("details").element("summary", summary);
    body.run();
    html.close().line();
  }
}
