package org.apga.trouble;

import java.util.Locale;
import org.apache.hadoop.fs.Path;

/**
 * Something that a file system is asked to do.
 *
 * @param path the file, qualified; of a rename, the new name
 * @param bytes that the file has once they are written; 0 for all that writes nothing
 */
public record Request(Operation operation, Path path, long bytes) {

  /** What is asked. {@code exists} asks for a status. */
  public enum Operation {
    OPEN,
    READ,
    CREATE,
    WRITE,
    SYNC,
    CLOSE,
    RENAME,
    DELETE,
    MKDIRS,
    LIST,
    STATUS;

    /** Whether it may change what others see. */
    public boolean changes() {
      return switch (this) {
        case OPEN, READ, LIST, STATUS -> false;
        case CREATE, WRITE, SYNC, CLOSE, RENAME, DELETE, MKDIRS -> true;
      };
    }
  }

  /** The file, without its file system. */
  public String file() {
    return path.toUri().getPath();
  }

  /** {@code write /folder/file}. */
  @Override
  public String toString() {
    return operation.name().toLowerCase(Locale.ROOT) + " " + file();
  }
}
