package org.apga.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads logs that failed trials left. */
final class LogFile {
  private LogFile() {}

  /** The end of a log below {@code folder}; nothing where it is elsewhere or cannot be read. */
  static Optional<String> end(FileSystem fs, Path folder, String log, int most) {
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
