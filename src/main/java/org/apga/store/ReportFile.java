package org.apga.store;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;

/** Writes what people read: nothing depends on it, so it is written in place. */
final class ReportFile {
  private ReportFile() {}

  /**
   * Writes a file, in place of an earlier one.
   *
   * @return where it is
   * @throws StoreException if it cannot be written
   */
  static Path write(FileSystem fs, Path file, byte[] content) {
    try (OutputStream out = fs.create(file, true)) {
      out.write(content);
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write "
              + file
              + ": "
              + FileErrors.reason(e)
              + ". See whether this user may write there.",
          e);
    }
    return file;
  }
}
