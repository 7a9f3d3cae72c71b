package org.apga.provenance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Java source without the parts that a compiler ignores: comments, and white space for layout.
 *
 * <p>Literals stay as they are, including the indentation of text blocks. White space stays, as one
 * blank, if two tokens could be joined without it ({@code a + +b}, {@code int x}). Unicode escapes
 * are not resolved.
 */
final class JavaTokens {
  private static final String OPERATORS = "+-*/%&|^!~<>=?:";

  /** Layout or a comment; or else a text block, a literal, or a character of another token. */
  private static final Pattern PIECE =
      Pattern.compile(
          "(?s)(?<gap>\\p{javaWhitespace}+|//[^\n]*|/\\*.*?(?:\\*/|\\z))"
              + "|\"\"\"[^\"\\\\]*+(?:(?:\\\\.|\"(?!\"\"))[^\"\\\\]*+)*+\"\"\""
              + "|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|.");

  private JavaTokens() {}

  /** The tokens of a source, which differ between two sources that a compiler could tell apart. */
  static String of(String source) {
    StringBuilder tokens = new StringBuilder();
    boolean apart = false;
    // A checkout may have changed line ends; in a text block the compiler treats both alike.
    Matcher piece = PIECE.matcher(source.replace("\r\n", "\n"));
    while (piece.find()) {
      boolean gap = piece.group("gap") != null;
      if (!gap) {
        String token = piece.group();
        if (apart
            && !tokens.isEmpty()
            && join(tokens.charAt(tokens.length() - 1), token.charAt(0))) {
          tokens.append(' ');
        }
        tokens.append(token);
      }
      apart = gap;
    }
    return tokens.toString();
  }

  private static boolean join(char before, char after) {
    return (Character.isJavaIdentifierPart(before) && Character.isJavaIdentifierPart(after))
        || (OPERATORS.indexOf(before) >= 0 && OPERATORS.indexOf(after) >= 0);
  }
}
