package org.apga.secrets;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces secrets in text by {@code ***}.
 *
 * <ul>
 *   <li>A value after a name that sounds like a secret: {@code fs.s3a.secret.key=...}, {@code
 *       "password": "..."}, {@code ?X-Amz-Signature=...}, {@code Authorization: Bearer ...}.
 *   <li>The part before the host of an address: {@code ftp://user:password@host}.
 *   <li>The value of an environment variable or setting with such a name, anywhere in the text,
 *       once this redactor knows it. Values with fewer than 8 characters, numbers, and names of
 *       classes and existing files stay: they are not secrets and may occur anywhere. So do the
 *       words that it was told to keep, and addresses other than those of webhooks.
 * </ul>
 *
 * <p>Every pattern takes a number of steps linear in the length of the text, because a log may have
 * a line of a megabyte.
 */
final class Redactor {
  static final String HIDDEN = "***";

  /** Names that sound like secrets. A site's {@code spark.redaction.regex} adds to them. */
  private static final String NAMES =
      "passw(?:or)?d|passphrase|secret|token|credential|signature|authorization|webhook"
          + "|(?<![a-z])(?:pwd|sig|keys?)(?![a-z])|(?:api|access|account|private)key";

  /** No port follows the colon. A password may contain invalid characters, such as a slash. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)([a-z][a-z0-9+.-]{0,30}://)[^\\s/@\"']*:(?!\\d{1,5}(?:[/\\s\"']|$))[^\\s\"']*@");

  /** A token alone before the host, as version control hosts accept. */
  private static final Pattern WEB_ADDRESS = Pattern.compile("(?i)\\b(https?://)[^\\s/?#\"'@]+@");

  private static final String VALUE =
      "(\"(?:[^\"\\\\]++|\\\\.)*+\"|'[^']*'|(?:Bearer|Basic)\\s+\\S+|[^\\s,;&\"'<>(){}\\[\\]]+)";

  /** No match before an empty value or a reference to a variable. */
  private static final String NOTHING = "(?!\"\"|''|\\$\\{)";

  private static final int SHORTEST_VALUE = 8;
  private static final Pattern NUMBER = Pattern.compile("[\\d.:eE+-]+");
  private static final Pattern CLASS_NAME = Pattern.compile("(?:[\\p{L}_$][\\w$]*\\.){2,}[\\w$]+");

  private final Pattern name;
  private final Pattern pair;
  private final List<String> values;
  private final Set<String> words;

  private Redactor(Pattern name, List<String> values, Set<String> words) {
    this.name = name;
    this.values = values.stream().filter(value -> !words.contains(value)).toList();
    this.words = words;
    this.pair =
        Pattern.compile(
            "(?i)((?<![\\w.-])(?=[\\w.-]*(?:"
                + name.pattern()
                + "))[\\w.-]++(?<!Exception|Error|Provider|[.]java|[.]scala)[\"']?\\s*[:=]\\s*)"
                + NOTHING
                + VALUE);
  }

  static Redactor ofNames() {
    return new Redactor(Pattern.compile("(?i)" + NAMES), List.of(), Set.of());
  }

  /** A copy that never treats these words as secrets. */
  Redactor keeping(Set<String> words) {
    return new Redactor(name, values, Set.copyOf(words));
  }

  /**
   * A copy that knows more secrets.
   *
   * @param named environment variables or settings; the values of those that sound like secrets are
   *     added
   * @param site a pattern of names, like {@code spark.redaction.regex}; null for none
   */
  Redactor knowing(Iterable<Map.Entry<String, String>> named, @Nullable String site) {
    Pattern names =
        site == null || name.pattern().contains(site)
            ? name
            : Pattern.compile(name.pattern() + "|" + site);
    TreeSet<String> known =
        new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(v -> v));
    known.addAll(values);
    for (Map.Entry<String, String> entry : named) {
      String value = entry.getValue();
      if (value != null
          && names.matcher(entry.getKey()).find()
          && couldBeSecret(entry.getKey(), value)) {
        known.add(value);
      }
    }
    return new Redactor(names, new ArrayList<>(known), words);
  }

  private static boolean couldBeSecret(String name, String value) {
    return value.length() >= SHORTEST_VALUE
        && !NUMBER.matcher(value).matches()
        && !CLASS_NAME.matcher(value).matches()
        && (!value.contains("://") || name.toLowerCase(Locale.ROOT).contains("webhook"))
        && !isFile(value);
  }

  private static boolean isFile(String value) {
    try {
      return value.indexOf('/') >= 0 && Files.exists(Path.of(value));
    } catch (InvalidPathException noFile) {
      return false;
    }
  }

  String redact(String text) {
    String clean = text;
    for (String value : values) {
      clean = clean.replace(value, HIDDEN);
    }
    if (clean.contains("://")) {
      clean = ADDRESS.matcher(clean).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN) + "@");
      clean = WEB_ADDRESS.matcher(clean).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN) + "@");
    }
    if (clean.indexOf('=') >= 0 || clean.indexOf(':') >= 0) {
      clean = pair.matcher(clean).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
    }
    return clean;
  }

  String redact(String setting, String value) {
    return name.matcher(setting).find() ? HIDDEN : redact(value);
  }
}
