package org.apga.cli;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * Local files under the scheme {@code dying}, of a process that is killed before its Nth change of
 * a published table or of a report: neither that change nor any later one happens.
 */
public final class DyingFileSystem extends RawLocalFileSystem {
  /** Hadoop's setting that makes this class known. */
  static final String SETTING = "fs.dying.impl";

  private static final URI NAME = URI.create("dying:///");
  private static final AtomicInteger LEFT = new AtomicInteger();

  /** The process has ended. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** From now on so many changes are left. */
  static void die(int after) {
    LEFT.set(after);
  }

  private static void step(Path file) {
    String path = file.toUri().getPath();
    boolean published = path.contains("/tables/") || path.contains("/report/");
    if (LEFT.get() <= 0 || published && LEFT.decrementAndGet() <= 0) {
      throw new Killed();
    }
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public String getScheme() {
    return NAME.getScheme();
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    step(to);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    step(file);
    return super.delete(file, recursive);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    step(file);
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }
}
