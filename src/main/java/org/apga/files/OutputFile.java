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
 * A file that someone asked for, on any Hadoop file system.
 *
 * @param path that somebody typed
 */
public record OutputFile(String path, Configuration configuration) {

  /**
   * Writes it, over what is there.
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

  // Hadoop keeps checksums beside local files, which would forbid others to write these again.
  private OutputStream create() throws IOException {
    Path file = new Path(path);
    FileSystem files = file.getFileSystem(configuration);
    FileSystem plain = files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
    return plain.create(file, true);
  }
}
