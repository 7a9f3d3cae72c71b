package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of a results root's files and folders, one at a time. */
final class RootFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RootFiles.class);

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
    return new StoreException(
        reason.startsWith("Cannot read ")
            ? reason
            : "Cannot read " + file + ": " + reason + ". Look at it, or set another results.root.",
        e);
  }

  /** What is in a folder; nothing where there is none. */
  static List<FileStatus> list(FileSystem fs, Path folder) throws IOException {
    try {
      return Arrays.asList(fs.listStatus(folder));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /**
   * Writes what people read, in place of an earlier file: nothing depends on it.
   *
   * @return where it is
   * @throws StoreException if it cannot be written
   */
  static Path write(FileSystem fs, Path file, byte[] content) {
    try (OutputStream out = fs.create(file, true)) {
      out.write(content);
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write %s: %s. See whether this user may write there.",
          e, file, FileErrors.reason(e));
    }
    return file;
  }

  /** As {@link ResultStore#requireWritable} promises. */
  static void requireWritable(FileSystem fs, Path root) {
    try {
      fs.mkdirs(root);
      timeOfANewFile(fs, root);
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write results to %s: %s. Set results.root to a folder that this user may write.",
          e, root, FileErrors.reason(e));
    }
  }

  /** The time by the clock that dates the root's files; by this machine's where it is not told. */
  static Instant now(FileSystem fs, Path root) {
    try {
      return fs.exists(root) ? timeOfANewFile(fs, root) : Instant.now();
    } catch (IOException e) {
      LOG.info("The clock of {} is not known: {}", root, e.toString());
      return Instant.now();
    }
  }

  private static Instant timeOfANewFile(FileSystem fs, Path root) throws IOException {
    Path probe = new Path(root, "_probe-" + UUID.randomUUID());
    fs.create(probe, false).close();
    long written = fs.getFileStatus(probe).getModificationTime();
    fs.delete(probe, false);
    return Instant.ofEpochMilli(written);
  }

  /** The end of a log below {@code folder}; nothing where it is elsewhere or cannot be read. */
  static Optional<String> endOfLog(FileSystem fs, Path folder, String log, int most) {
    try {
      Path file = new Path(fs.makeQualified(new Path(log)).toUri().normalize());
      // A table may come from anywhere; a page must not show any file of the machine it is made on.
      if (!file.toString().startsWith(fs.makeQualified(folder) + "/")) {
        return Optional.empty();
      }
      long length = fs.getFileStatus(file).getLen();
      int size = (int) Math.min(most, length);
      byte[] bytes = new byte[size];
      try (FSDataInputStream in = fs.open(file)) {
        in.readFully(length - size, bytes);
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      return Optional.of(size < length ? text.substring(text.indexOf('\n') + 1) : text);
    } catch (IOException | RuntimeException e) {
      // Words instead of a path, a page of a cluster manager, or a log that was removed.
      return Optional.empty();
    }
  }
}
