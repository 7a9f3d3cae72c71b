package org.apga.store;

import java.util.Locale;
import org.apache.hadoop.fs.Path;

/**
 * Something in a results root that no result needs.
 *
 * @param path a file, or a folder with everything in it, in the root
 */
public record Leftover(Kind kind, Path path, String why, long bytes) {
  /** The kind of leftover. */
  public enum Kind {
    /** An attempt that is not the committed one. */
    ATTEMPT,
    /** Checkpoints of one trial. */
    CHECKPOINTS,
    /** Plan, tables, events or report of an old run. */
    RUN,
    /** A file that a killed process had not finished writing. */
    DRAFT;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
