package org.apga.evaluation;

import java.util.Locale;

/** Models or images that cannot be evaluated; the message says why, and what to try. */
public final class EvaluationException extends RuntimeException {
  public EvaluationException(String message) {
    super(message);
  }

  /**
   * With a message for a user, made of parts.
   *
   * @param format with {@code %s} where a part stands
   */
  public EvaluationException(String format, Object... parts) {
    super(String.format(Locale.ROOT, format, parts));
  }
}
