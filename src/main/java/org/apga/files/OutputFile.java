package org.apga.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that a user named for output, on any Hadoop file system.
 *
 * @param path the path that the user typed
 */
public record OutputFile(String path, Configuration configuration) {

  /**
   * Writes the file, replacing an existing one.
   *
   * @throws StoreException if that cannot be done
   */
  public void write(FailableConsumer<OutputStream, IOException> content) {
    try (OutputStream out = new BufferedOutputStream(create())) {
      content.accept(out);
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException(
          "Cannot write %s: %s. Name a file that this user may write with --out.",
          e, path, FileErrors.reason(e).replaceFirst("\\.$", ""));
    }
  }

  /**
   * Deletes the file if there is one.
   *
   * @throws StoreException if that cannot be done
   */
  public void delete() {
    try {
      Path file = new Path(path);
      file.getFileSystem(configuration).delete(file, false);
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException(
          "Cannot delete %s: %s. Name a folder that this user may write with --out.",
          e, path, FileErrors.reason(e).replaceFirst("\\.$", ""));
    }
  }

  // Bypasses Hadoop's checksum files beside local files: with them, other programs could not change
  // these files.
  private OutputStream create() throws IOException {
    Path file = new Path(path);
    FileSystem files = file.getFileSystem(configuration);
    FileSystem plain = files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
    return plain.create(file, true);
  }
}
