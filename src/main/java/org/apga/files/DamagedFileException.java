package org.apga.files;

import java.io.IOException;

/** A file that was read, and whose content is not what it should be: reading again is in vain. */
public final class DamagedFileException extends IOException {
  public DamagedFileException(String message) {
    super(message);
  }

  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
