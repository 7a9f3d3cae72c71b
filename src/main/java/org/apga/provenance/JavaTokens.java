package org.apga.provenance;

/**
 * Java source without what a compiler does not heed: comments, and white space that only lays out.
 *
 * <p>Literals stay as they are, text blocks with their indentation included. White space stays, as
 * one blank, where leaving it out could join two tokens to another one ({@code a + +b}, {@code int
 * x}). Unicode escapes are not resolved: they count as they are written.
 */
final class JavaTokens {
  private static final String TEXT_BLOCK = "\"\"\"";
  private static final String OPERATORS = "+-*/%&|^!~<>=?:";

  private final String source;
  private final StringBuilder tokens = new StringBuilder();
  private int at;
  private boolean apart;

  private JavaTokens(String source) {
    this.source = source;
  }

  /** The tokens of a source, which differ between two sources that a compiler could tell apart. */
  static String of(String source) {
    // A checkout may have changed line ends; in a text block the compiler takes both for one.
    JavaTokens tokens = new JavaTokens(source.replace("\r\n", "\n"));
    while (tokens.at < tokens.source.length()) {
      tokens.next();
    }
    return tokens.tokens.toString();
  }

  private void next() {
    char first = source.charAt(at);
    if (Character.isWhitespace(first)) {
      skip(at + 1);
    } else if (source.startsWith("//", at)) {
      skip(endOf("\n", at));
    } else if (source.startsWith("/*", at)) {
      skip(endOf("*/", at + 2));
    } else if (source.startsWith(TEXT_BLOCK, at)) {
      add(endOfLiteral(TEXT_BLOCK));
    } else if (first == '"' || first == '\'') {
      add(endOfLiteral(String.valueOf(first)));
    } else {
      add(at + 1);
    }
  }

  private void skip(int end) {
    apart = true;
    at = end;
  }

  private void add(int end) {
    if (apart && !tokens.isEmpty() && join(tokens.charAt(tokens.length() - 1), source.charAt(at))) {
      tokens.append(' ');
    }
    apart = false;
    tokens.append(source, at, end);
    at = end;
  }

  private static boolean join(char before, char after) {
    return (Character.isJavaIdentifierPart(before) && Character.isJavaIdentifierPart(after))
        || (OPERATORS.indexOf(before) >= 0 && OPERATORS.indexOf(after) >= 0);
  }

  private int endOfLiteral(String quote) {
    int end = at + quote.length();
    while (end < source.length() && !source.startsWith(quote, end)) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    return Math.min(end + quote.length(), source.length());
  }

  private int endOf(String mark, int from) {
    int found = source.indexOf(mark, from);
    return found < 0 ? source.length() : found + mark.length();
  }
}
