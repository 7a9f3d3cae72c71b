package org.apga.report.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.apga.secrets.Secrets;

/**
 * HTML with SVG in it, under construction. Whatever comes in as text or as an attribute's value, a
 * file's name or a failure's message, comes out as text: nothing else escapes.
 */
final class Markup {
  private static final String[] MARKS = {"&", "<", ">", "\"", "'"};
  private static final String[] REFERENCES = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

  /**
   * What no page may hold, or would change how its neighbours are read: control characters, what is
   * no character, overrides of the writing direction. It becomes U+FFFD.
   */
  private static final Pattern BARRED =
      Pattern.compile("[\\p{Cc}\\p{Cs}\\uFFFE\\uFFFF\\u202A-\\u202E\\u2066-\\u2069&&[^\n\t\r]]");

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();
  private int ids;

  /**
   * @param attributes names and values in turn
   */
  Markup open(String element, String... attributes) {
    start(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  /** Closes the element that was opened last. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element that holds text alone. */
  Markup element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  Markup paragraph(String text, String... attributes) {
    return element("p", text, attributes);
  }

  /** Small print. */
  Markup note(String text) {
    return paragraph(text, "class", "note");
  }

  /** What deserves a look. */
  Markup warning(String text) {
    return paragraph(text, "class", "warning");
  }

  /** What stands in a section that has nothing to show: why. */
  Markup absent(String why) {
    return paragraph(why, "class", "absent");
  }

  /** How many are left out, and where they are: {@code 3 more in table trials.}; nothing for 0. */
  void more(long left, String where) {
    if (left > 0) {
      note(left + " more " + where);
    }
  }

  /** A part that a reader may open. */
  void folded(String summary, Runnable body) {
    open("details").element("summary", summary);
    body.run();
    close().line();
  }

  /** An element without content: one of HTML that never has any, or a shape of SVG. */
  Markup empty(String element, String... attributes) {
    start(element, attributes);
    out.append("/>");
    return this;
  }

  Markup text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** Text that a run left behind, such as a log: without secrets. */
  Markup told(String text) {
    return text(Secrets.redact(text));
  }

  /** A line's end, so that the page's source can be read. */
  Markup line() {
    out.append('\n');
    return this;
  }

  /** A style sheet of this package, as it is. */
  Markup style(String css) {
    out.append("<style>").append(css).append("</style>\n");
    return this;
  }

  /** What an HTML document begins with. */
  Markup doctype() {
    out.append("<!DOCTYPE html>\n");
    return this;
  }

  /** An id that no other element of the page has. */
  String id(String about) {
    return about + "-" + ++ids;
  }

  private void start(String element, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException(
          "Cannot open " + element + ": an attribute has no value. Pass names and values in turn.");
    }
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escaped(attributes[i + 1])).append('"');
    }
  }

  /** Text as HTML shows it. */
  static String escaped(String text) {
    return StringUtils.replaceEach(BARRED.matcher(text).replaceAll("\uFFFD"), MARKS, REFERENCES);
  }

  /**
   * @throws IllegalStateException if an element is open
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException(
          "Cannot finish the page: " + open + " are open. Close what was opened.");
    }
    return out.toString();
  }
}
