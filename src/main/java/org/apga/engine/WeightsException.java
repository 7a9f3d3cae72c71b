package org.apga.engine;

/** Weights that do not fit the network they are meant for, or are not those that were planned. */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What cannot be done, why, and what to try. */
  public WeightsException(String message) {
    super(message);
  }

  /** As above, with the failure beneath. */
  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
