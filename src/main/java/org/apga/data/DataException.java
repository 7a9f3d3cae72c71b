package org.apga.data;

/** A data set cannot be used as asked: a trial ends with the cause DATA and is not tried again. */
public final class DataException extends RuntimeException {
  /** The message as it stands, or with its gaps filled in where there is something. */
  public DataException(String message, Object... gaps) {
    super(gaps.length == 0 ? message : message.formatted(gaps));
  }
}
