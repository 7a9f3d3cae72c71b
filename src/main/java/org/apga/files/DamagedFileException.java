package org.apga.files;

import java.io.IOException;

/** A file that was read, and whose content is not what it should be: reading again is in vain. */
public final class DamagedFileException extends IOException {
  /** {@code message} says what cannot be read, why, and what to try. */
  public DamagedFileException(String message) {
    super(message);
  }

  /** As {@link #DamagedFileException(String)}, with what found it. */
  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
