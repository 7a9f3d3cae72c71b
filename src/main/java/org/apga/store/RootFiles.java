package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;

/** What is asked of a results root's files and folders, one at a time. */
final class RootFiles {
  private RootFiles() {}

  /**
   * Asks a file system.
   *
   * @param file what it is about, for the message
   * @throws StoreException if there is no answer
   */
  static <T> T ask(Path file, FailableSupplier<T, IOException> question) {
    try {
      return question.get();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static StoreException unreadable(Path file, IOException e) {
    String reason =
        e instanceof FileNotFoundException ? "there is no such file" : FileErrors.reason(e);
    // What reads a format knows best what is wrong with a file of it.
    return reason.startsWith("Cannot read ")
        ? new StoreException("%s", e, reason)
        : new StoreException(
            "Cannot read %s: %s. Look at it, or set another results.root.", e, file, reason);
  }

  /** What is in a folder; nothing where there is none. */
  static List<FileStatus> list(FileSystem fs, Path folder) throws IOException {
    try {
      return Arrays.asList(fs.listStatus(folder));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
