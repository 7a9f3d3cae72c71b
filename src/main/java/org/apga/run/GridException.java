package org.apga.run;

import org.apga.secrets.Secrets;

/** A grid that cannot go on, though its trials may have done nothing wrong. */
public final class GridException extends RuntimeException {
  GridException(Throwable cause) {
    super(
        "Cannot go on with the grid: "
            + Secrets.redact(cause.toString()).replaceFirst("\\.$", "")
            + ". Trials that were running are stopped."
            + (cause instanceof OutOfMemoryError
                ? " Give the driver more memory (--driver-memory)."
                : ""),
        cause);
  }
}
