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

/** Requests for a results root's files and folders. */
final class RootFiles {
  private RootFiles() {}

  /**
   * Runs a request to a file system.
   *
   * @param file the file that the request is about, for the message
   * @throws StoreException if the request fails
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
    // Such a message, from the reader of the format, is more precise than ours.
    return reason.startsWith("Cannot read ")
        ? new StoreException("%s", e, reason)
        : new StoreException(
            "Cannot read %s: %s. Check it, or set another results.root.", e, file, reason);
  }

  /** The contents of a folder; empty if it does not exist. */
  static List<FileStatus> list(FileSystem fs, Path folder) throws IOException {
    try {
      return Arrays.asList(fs.listStatus(folder));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
