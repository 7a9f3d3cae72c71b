package org.apga.store;

import java.util.Locale;
import org.apache.hadoop.fs.Path;

/**
 * Something in a results root that no result needs.
 *
 * @param path a file, or a folder with all that is in it, in the root
 */
public record Leftover(Kind kind, Path path, String why, long bytes) {
  /** What it is. */
  public enum Kind {
    /** An attempt that does not count. */
    ATTEMPT,
    /** Checkpoints of one trial. */
    CHECKPOINTS,
    /** Plan, tables, events or report of an old run. */
    RUN,
    /** What a process that was killed had not finished writing. */
    DRAFT;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
