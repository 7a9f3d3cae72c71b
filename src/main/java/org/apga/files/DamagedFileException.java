package org.apga.files;

import java.io.IOException;

/** A file that was read, but whose content is invalid: reading it again does not help. */
public final class DamagedFileException extends IOException {
  public DamagedFileException(String message) {
    super(message);
  }

  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
