package org.apga.engine;

/** The memory that an engine computes in has run out. */
public final class EngineMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
