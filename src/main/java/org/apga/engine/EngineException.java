package org.apga.engine;

import org.jspecify.annotations.Nullable;

/** An engine cannot be opened in this process. The message gives the reason and what to try. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineException(String message) {
    this(message, null);
  }

  public EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
