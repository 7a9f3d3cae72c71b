package org.apga.secrets;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Keeps the secrets of this process out of text: what {@link Redactor} finds by its name or by its
 * place, and the values of secret environment variables and system properties wherever they stand.
 *
 * <p>Whoever reads a configuration of Spark or Hadoop tells of it ({@link #learn}), since its
 * secrets may stand in messages of those.
 */
public final class Secrets {
  private static volatile Redactor redactor = ofThisProcess();

  private Secrets() {}

  private static Redactor ofThisProcess() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name, ""));
    }
    return Redactor.ofNames()
        .knowing(System.getenv().entrySet(), null)
        .knowing(properties.entrySet(), properties.get("spark.redaction.regex"));
  }

  /** Learns the values of secret settings. */
  public static synchronized void learn(Iterable<Map.Entry<String, String>> settings) {
    String site = null;
    for (Map.Entry<String, String> setting : settings) {
      if (setting.getKey().equals("spark.redaction.regex")) {
        site = setting.getValue();
      }
    }
    redactor = redactor.knowing(settings, site);
  }

  /**
   * Leaves words readable though a secret has one as its value ({@code TOKEN=baseline}): nothing
   * could be understood without them.
   */
  public static synchronized void keep(Set<String> words) {
    redactor = redactor.keeping(words);
  }

  /** The text with {@code ***} for each secret. */
  public static String redact(String text) {
    return redactor.redact(text);
  }

  /** A setting's value: {@code ***} if its name says that it is secret, else redacted as text. */
  public static String redact(String setting, String value) {
    return redactor.redact(setting, value);
  }

  /** What an exception prints, causes included, without secrets. */
  public static String trace(Throwable thrown) {
    return redact(ExceptionUtils.getStackTrace(thrown));
  }

  /** Whether an exception would print a secret. */
  public static boolean areIn(Throwable thrown) {
    String trace = ExceptionUtils.getStackTrace(thrown);
    return !redact(trace).equals(trace);
  }
}
