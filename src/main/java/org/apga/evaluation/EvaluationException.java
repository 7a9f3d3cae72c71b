package org.apga.evaluation;

import java.util.Locale;

/** Models or images that cannot be evaluated; the message says why, and what to try. */
public final class EvaluationException extends RuntimeException {
  /** The message as it stands, or with its gaps filled in where there is something. */
  public EvaluationException(String message, Object... gaps) {
    super(gaps.length == 0 ? message : String.format(Locale.ROOT, message, gaps));
  }
}
