package org.apga.files;

/** A results root, or a file of weights, that cannot be read or written. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What can not be done, why, and what to try. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
