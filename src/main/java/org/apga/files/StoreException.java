package org.apga.files;

/** A results root, or a file of weights, that cannot be read or written. */
public class StoreException extends RuntimeException {
  protected StoreException(String message) {
    super(message);
  }

  /** The same with {@code %s} for each of {@code gaps}. */
  public StoreException(String message, Throwable cause, Object... gaps) {
    super(String.format(message, gaps), cause);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
