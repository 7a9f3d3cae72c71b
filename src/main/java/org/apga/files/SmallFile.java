package org.apga.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.commons.lang3.function.FailableFunction;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads small files, of which there may be thousands.
 *
 * <p>Files on a disk are read without Hadoop, which requests a file's status three times and opens
 * another file with checksums, four times the work of reading it; which takes a name such as {@code
 * 10:30.png} for an address; and which reports a file that this user may not read as missing.
 * Hadoop's checksums are not needed: readers of Parquet check its pages, a damaged JSON document
 * can hardly be parsed, and a PNG has its own checksums.
 */
public final class SmallFile {
  /** No process replaces one of our files many times in a row. */
  private static final int MOST_TRIES = 3;

  private SmallFile() {}

  /**
   * The status of a file.
   *
   * @param bytes its length; undefined for a folder
   */
  public record Status(boolean isFolder, long bytes) {}

  /**
   * The status of a file.
   *
   * @throws FileNotFoundException if it does not exist
   */
  public static Status status(FileSystem fs, Path file) throws IOException {
    if (isOnDisk(fs)) {
      BasicFileAttributes known =
          onDisk(file, path -> Files.readAttributes(path, BasicFileAttributes.class));
      return new Status(known.isDirectory(), known.size());
    }
    FileStatus known = fs.getFileStatus(file);
    return new Status(known.isDirectory(), known.getLen());
  }

  /**
   * All bytes of a file, in one request; seeking in a stream would take several. A file that is
   * replaced meanwhile is read again.
   *
   * @throws FileNotFoundException if it does not exist
   */
  public static byte[] read(FileSystem fs, Path file) throws IOException {
    if (isOnDisk(fs)) {
      return onDisk(file, Files::readAllBytes);
    }
    for (int tries = 1; ; tries++) {
      try (InputStream in = fs.open(file)) {
        return in.readAllBytes();
      } catch (IOException e) {
        if (tries == MOST_TRIES || !FileErrors.isReplacement(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * The first bytes of a file, or all of them if it is shorter.
   *
   * @param most number of bytes
   * @throws FileNotFoundException if it does not exist
   */
  public static byte[] beginning(FileSystem fs, Path file, int most) throws IOException {
    try (InputStream in = isOnDisk(fs) ? onDisk(file, Files::newInputStream) : fs.open(file)) {
      return in.readNBytes(most);
    }
  }

  private static boolean isOnDisk(FileSystem fs) {
    return fs.getClass() == LocalFileSystem.class;
  }

  private static <T> T onDisk(
      Path file, FailableFunction<java.nio.file.Path, T, IOException> question) throws IOException {
    try {
      return question.apply(java.nio.file.Path.of(file.toUri().getPath()));
    } catch (NoSuchFileException e) {
      throw missing(file, e);
    } catch (FileSystemException e) {
      // One of the folders in its path is a file.
      throw "Not a directory".equals(e.getReason()) ? missing(file, e) : e;
    }
  }

  private static FileNotFoundException missing(Path file, FileSystemException e) {
    return (FileNotFoundException) new FileNotFoundException(file.toString()).initCause(e);
  }
}
