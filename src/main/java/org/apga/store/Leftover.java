package org.apga.store;

import java.time.Instant;
import org.apache.hadoop.fs.Path;

/**
 * Something in a results root that no result needs.
 *
 * @param path a file, or a folder with all that is in it, in the root
 * @param why in words
 * @param bytes of its files
 * @param modified when the newest of its files was written
 */
public record Leftover(Kind kind, Path path, String why, long bytes, Instant modified) {

  /** What it is. */
  public enum Kind {
    /** An attempt that does not count. */
    ATTEMPT("attempt"),
    /** Checkpoints of one trial. */
    CHECKPOINTS("checkpoints"),
    /** Plan, tables, events or report of an old run. */
    RUN("run"),
    /** What a process that was killed had not finished writing. */
    DRAFT("draft");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Its name. */
    public String label() {
      return label;
    }
  }
}
