package org.apga.files;

import java.io.IOException;

/** What the errors of file systems tell a person. */
public final class FileErrors {
  private FileErrors() {}

  /** Whether a file system is behind it: it is an {@link IOException}, or wraps one. */
  public static boolean isOfFiles(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** The first line of the message; its class where it has none. */
  public static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").replaceFirst("; For more details see: .*", "");
  }
}
