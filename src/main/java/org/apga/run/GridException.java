package org.apga.run;

import org.apga.secrets.Secrets;

/** Thrown if a grid cannot go on, even if no trial is at fault. */
public final class GridException extends RuntimeException {
  GridException(Throwable cause) {
    super(
        "Cannot continue the grid: "
            + Secrets.redact(cause.toString()).replaceFirst("\\.$", "")
            + ". Running trials were stopped."
            + (cause instanceof OutOfMemoryError
                ? " Give the driver more memory (--driver-memory)."
                : ""),
        cause);
  }
}
