package org.apga.data;

/**
 * A data set cannot be used as configured: a trial ends with the cause DATA and is not tried again.
 */
public final class DataException extends RuntimeException {
  /** The message, formatted with {@code gaps} if there are any. */
  public DataException(String message, Object... gaps) {
    super(gaps.length == 0 ? message : message.formatted(gaps));
  }
}
