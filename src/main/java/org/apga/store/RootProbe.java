package org.apga.store;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a results root what only a file tells that was just written. The file is removed again. */
record RootProbe(FileSystem fs, Path root) {
  private static final Logger LOG = LoggerFactory.getLogger(RootProbe.class);

  /**
   * Makes sure that results can be written.
   *
   * @throws StoreException if they cannot
   */
  void requireWritable() {
    try {
      fs.mkdirs(root);
      written();
    } catch (IOException e) {
      throw new StoreException(
          "Cannot write results to "
              + root
              + ": "
              + FileErrors.reason(e)
              + ". Set results.root to a folder that this user may write.",
          e);
    }
  }

  /** The time by the clock that dates the root's files; by this machine's where it is not told. */
  Instant now() {
    try {
      return fs.exists(root) ? written() : Instant.now();
    } catch (IOException e) {
      LOG.info("The clock of {} is not known: {}", root, e.toString());
      return Instant.now();
    }
  }

  private Instant written() throws IOException {
    Path probe = new Path(root, "_probe-" + UUID.randomUUID());
    fs.create(probe, false).close();
    long written = fs.getFileStatus(probe).getModificationTime();
    fs.delete(probe, false);
    return Instant.ofEpochMilli(written);
  }
}
