package org.apga.engine;

/** An engine that cannot be opened in this process; the message says why, and what to try. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** As {@code message} says, found by {@code cause}. */
  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
