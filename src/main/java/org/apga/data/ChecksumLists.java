package org.apga.data;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checksums that trials were planned with, one file per part of a data set, named by its hash.
 * They show which image files changed since. {@code gunzip} and {@code sha256sum -c} check them.
 */
public record ChecksumLists(FileSystem fs, Path folder) {
  private static final Logger LOG = LoggerFactory.getLogger(ChecksumLists.class);

  /**
   * Stores checksums, unless they are stored already.
   *
   * @throws IOException if they cannot be written
   */
  public void keep(ImageChecksums checksums) throws IOException {
    Path file = file(checksums.hash());
    if (!fs.exists(file)) {
      TextFiles.writeCompressed(fs, file, checksums.text());
    }
  }

  /** The checksums with that hash, if they are stored and complete. */
  public Optional<ImageChecksums> read(String hash) {
    try {
      if (!fs.exists(file(hash))) {
        return Optional.empty();
      }
      ImageChecksums read = ImageChecksums.parse(TextFiles.readCompressed(fs, file(hash)));
      return read.hash().equals(hash) ? Optional.of(read) : Optional.empty();
    } catch (IOException e) {
      LOG.warn(
          "Cannot find out which images changed: {} cannot be read: {}", file(hash), e.toString());
      return Optional.empty();
    }
  }

  private Path file(String hash) {
    return new Path(folder, hash + ".sha256.gz");
  }
}
