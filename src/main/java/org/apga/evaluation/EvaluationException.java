package org.apga.evaluation;

import java.util.Locale;

/** Thrown if models or images cannot be evaluated. The message has the reason and what to try. */
public final class EvaluationException extends RuntimeException {
  /** Makes an exception. The message is a format if there are gaps to fill in. */
  public EvaluationException(String message, Object... gaps) {
    super(gaps.length == 0 ? message : String.format(Locale.ROOT, message, gaps));
  }
}
