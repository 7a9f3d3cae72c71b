package org.apga.evaluation;

/** Models or images that cannot be evaluated; the message says why, and what to try. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for a user. */
  public EvaluationException(String message) {
    super(message);
  }
}
