package org.apga.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Reads files of which there are thousands, each of which fits in memory. */
public final class SmallFile {
  private SmallFile() {}

  /**
   * All bytes of a file: one request, where a stream that is sought in takes several.
   *
   * <p>On a disk it is read without Hadoop, which asks for a file's status three times and opens
   * another with checksums, four times the work of reading it. Who must know that the bytes are
   * those that were written compares them with a checksum of its own.
   *
   * @throws FileNotFoundException if there is none
   */
  public static byte[] read(FileSystem fs, Path file) throws IOException {
    if (fs.getClass() == LocalFileSystem.class) {
      try {
        return Files.readAllBytes(java.nio.file.Path.of(file.toUri().getPath()));
      } catch (NoSuchFileException e) {
        throw (FileNotFoundException) new FileNotFoundException(file.toString()).initCause(e);
      }
    }
    try (InputStream in = fs.open(file)) {
      return in.readAllBytes();
    }
  }
}
