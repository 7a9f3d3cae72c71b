package org.apga.files;

import org.jspecify.annotations.Nullable;

/** A results root, or a file of weights, that cannot be read or written. */
public class StoreException extends RuntimeException {
  /** With {@code %s} in the message for each of the gaps. */
  public StoreException(String message, @Nullable Throwable cause, Object... gaps) {
    super(message.formatted(gaps), cause);
  }
}
