package org.apga.data;

/** A data set cannot be used as asked: a trial ends with the cause DATA and is not tried again. */
public final class DataException extends RuntimeException {
  public DataException(String message) {
    super(message);
  }

  /** The same with {@code %s} for each of {@code gaps}. */
  public DataException(String message, Object... gaps) {
    super(String.format(message, gaps));
  }
}
