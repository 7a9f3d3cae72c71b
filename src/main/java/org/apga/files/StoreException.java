package org.apga.files;

import org.jspecify.annotations.Nullable;

/** A results root, or a weights file, that cannot be read or written. */
public class StoreException extends RuntimeException {
  /** The message has a {@code %s} for each of the gaps. */
  public StoreException(String message, @Nullable Throwable cause, Object... gaps) {
    super(message.formatted(gaps), cause);
  }
}
