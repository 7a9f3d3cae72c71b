package org.apga.secrets;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Keeps the secrets of this process out of text: those that {@link Redactor} finds by name or
 * place, and the values of secret environment variables and system properties anywhere.
 *
 * <p>Code that reads a configuration of Spark or Hadoop must pass it to {@link #learn}, because
 * their messages may contain its secrets.
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
   * Keeps words readable even if one is the value of a secret ({@code TOKEN=baseline}): texts would
   * be unreadable without them.
   */
  public static synchronized void keep(Set<String> words) {
    redactor = redactor.keeping(words);
  }

  /** The text with {@code ***} for each secret. */
  public static String redact(String text) {
    return redactor.redact(text);
  }

  /** A setting's value: {@code ***} if its name sounds like a secret, else redacted as text. */
  public static String redact(String setting, String value) {
    return redactor.redact(setting, value);
  }

  /** The stack trace of an exception, including causes, without secrets. */
  public static String trace(Throwable thrown) {
    return redact(ExceptionUtils.getStackTrace(thrown));
  }

  /** Whether an exception's stack trace contains a secret. */
  public static boolean areIn(Throwable thrown) {
    String trace = ExceptionUtils.getStackTrace(thrown);
    return !redact(trace).equals(trace);
  }
}
