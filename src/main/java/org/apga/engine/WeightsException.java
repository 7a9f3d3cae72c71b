package org.apga.engine;

/** Weights do not fit the network they are meant for, or are not those that were planned. */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message states what cannot be done, why, and what to try. */
  public WeightsException(String message) {
    super(message);
  }

  /** The same, with the underlying failure. */
  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
