package org.apga.store;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local files under the scheme {@code faulty}, which a test can fill up or take away. */
public final class FaultyFileSystem extends RawLocalFileSystem {
  /** Hadoop's setting that makes this class known. */
  public static final String SETTING = "fs.faulty.impl";

  private static final URI NAME = URI.create("faulty:///");
  private static final AtomicReference<Trouble> TROUBLE =
      new AtomicReference<>(new Trouble(Fault.NONE, 0, 0));

  /** What is wrong. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** A file takes 100 bytes and no more. */
    FULL,
    /** Nobody answers. */
    SILENT
  }

  private record Trouble(Fault fault, int answers, int refusals) {}

  /** From now on, for all files. */
  public static void become(Fault fault) {
    become(fault, Integer.MAX_VALUE);
  }

  /** From now on, until so many requests were refused. */
  public static void become(Fault fault, int refusals) {
    become(fault, 0, refusals);
  }

  /** After so many requests that are answered, until so many were refused. */
  public static void become(Fault fault, int answers, int refusals) {
    TROUBLE.set(new Trouble(fault, answers, refusals));
  }

  /** Whether a request was refused since it became faulty. */
  public static boolean hasRefused(int refusals) {
    return Objects.requireNonNull(TROUBLE.get()).refusals < refusals;
  }

  private static boolean refused(Fault fault) {
    Trouble before =
        TROUBLE.getAndUpdate(
            t -> {
              if (t.fault != fault || t.refusals == 0) {
                return t;
              }
              return t.answers > 0
                  ? new Trouble(fault, t.answers - 1, t.refusals)
                  : new Trouble(fault, 0, t.refusals - 1);
            });
    return before.fault == fault && before.answers == 0 && before.refusals > 0;
  }

  private static void answer() throws IOException {
    if (refused(Fault.SILENT)) {
      throw new IOException("Connection refused");
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
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    answer();
    return super.open(file, bufferSize);
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    answer();
    return super.getFileStatus(file);
  }

  @Override
  public FileStatus[] listStatus(Path file) throws IOException {
    answer();
    return super.listStatus(file);
  }

  @Override
  public boolean mkdirs(Path folder) throws IOException {
    answer();
    return super.mkdirs(folder);
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
    answer();
    return new FSDataOutputStream(
        new Room(super.create(file, overwrite, bufferSize, replication, blockSize, progress)),
        null);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  private static final class Room extends OutputStream {
    private static final int LEFT = 100;

    private final OutputStream out;
    private long written;

    Room(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      written += length;
      if (written > LEFT && refused(Fault.FULL)) {
        throw new IOException("No space left on device");
      }
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
