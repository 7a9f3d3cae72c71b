package org.apga.report.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.apga.secrets.Secrets;

/**
 * Builds HTML that may contain SVG. It escapes all text and all values of attributes, such as names
 * of files and messages of failures; no other class escapes anything.
 */
final class Markup {
  private static final String[] MARKS = {"&", "<", ">", "\"", "'"};
  private static final String[] REFERENCES = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

  /**
   * Characters that HTML forbids or that change how the text around them is displayed: control
   * characters, lone surrogates, noncharacters, overrides of the writing direction. U+FFFD replaces
   * them.
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

  /** An element that contains only text. */
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

  /** Something that a reader should check. */
  Markup warning(String text) {
    return paragraph(text, "class", "warning");
  }

  /** Why a section has nothing to show. */
  Markup absent(String why) {
    return paragraph(why, "class", "absent");
  }

  /**
   * How many are omitted and where they are, {@code 3 more cells in table trials.}; nothing for 0.
   */
  void more(long left, String what, String where) {
    if (left > 0) {
      note(Digits.count(left, "more " + what, "more " + what + "s") + " in " + where + ".");
    }
  }

  /** A part that stays folded until a reader opens it. */
  void folded(String summary, Runnable body) {
    open("details").element("summary", summary);
    body.run();
    close().line();
  }

  /** An element without content: a void element of HTML, or a shape of SVG. */
  Markup empty(String element, String... attributes) {
    start(element, attributes);
    out.append("/>");
    return this;
  }

  Markup text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** Text from a run, such as a log, without its secrets. */
  Markup told(String text) {
    return text(Secrets.redact(text));
  }

  /** A line break in the page's source, so that people can read it. */
  Markup line() {
    out.append('\n');
    return this;
  }

  /** A style sheet of this package, as it is. */
  Markup style(String css) {
    out.append("<style>").append(css).append("</style>\n");
    return this;
  }

  /** The first line of an HTML document. */
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

  /** Text in which the characters that HTML interprets are escaped. */
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
          "Cannot finish the page: " + open + " are open. Close each element.");
    }
    return out.toString();
  }
}
