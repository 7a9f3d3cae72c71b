package org.apga.data;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps symbolic links from leading out of a folder: whoever packs a data set could otherwise have
 * any file of the machine read. Local files alone have links; HDFS has them switched off.
 */
final class LinkBounds {
  private final java.nio.file.@Nullable Path folder;

  private LinkBounds(java.nio.file.@Nullable Path folder) {
    this.folder = folder;
  }

  /** Those of a folder, which may itself be reached through a link. */
  static LinkBounds of(Path folder) {
    return new LinkBounds(real(folder));
  }

  /** Whether a file is somewhere else. What is not there is nowhere. */
  boolean areLeftBy(Path file) {
    if (folder == null) {
      return false;
    }
    java.nio.file.Path real = real(file);
    return real != null && !real.startsWith(folder);
  }

  private static java.nio.file.@Nullable Path real(Path file) {
    if (!"file".equals(file.toUri().getScheme())) {
      return null;
    }
    try {
      return java.nio.file.Path.of(file.toUri().getPath()).toRealPath();
    } catch (IOException notThere) {
      return null;
    }
  }
}
