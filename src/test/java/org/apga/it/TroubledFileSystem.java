package org.apga.it;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local files under the scheme {@code troubled}, seen by all processes of a cluster and troubled
 * for all of them by a {@link Trouble}. As in an object store a file appears when it is closed, and
 * never in place of another that came first.
 */
public final class TroubledFileSystem extends RawLocalFileSystem {
  private static final Logger LOG = LoggerFactory.getLogger(TroubledFileSystem.class);
  private static final URI NAME = URI.create("troubled:///");

  private final Trouble trouble = Trouble.ofThisProcess();

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
    trouble.answer();
    return super.open(file, bufferSize);
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    trouble.answer();
    return super.getFileStatus(file);
  }

  @Override
  public FileStatus[] listStatus(Path file) throws IOException {
    trouble.answer();
    return super.listStatus(file);
  }

  @Override
  public boolean mkdirs(Path folder) throws IOException {
    trouble.answer();
    return super.mkdirs(folder);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    trouble.answer();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    trouble.answer();
    trouble.holdIfWanted("delete " + file.toUri().getPath());
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
    trouble.answer();
    if (!overwrite && exists(file)) {
      throw new FileAlreadyExistsException(file + " is there already");
    }
    super.mkdirs(file.getParent());
    return new FSDataOutputStream(new Draft(file, overwrite), null);
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

  /** A file until it is closed. */
  private final class Draft extends FilterOutputStream {
    private final String name;
    private final java.nio.file.Path draft;
    private final java.nio.file.Path file;
    private final boolean overwrite;
    private long written;
    private boolean closed;

    Draft(Path file, boolean overwrite) throws IOException {
      this(file, trouble.draft(UUID.randomUUID().toString()), overwrite);
    }

    private Draft(Path file, java.nio.file.Path draft, boolean overwrite) throws IOException {
      super(open(draft));
      this.name = file.toUri().getPath();
      this.draft = draft;
      this.file = java.nio.file.Path.of(name);
      this.overwrite = overwrite;
    }

    private static OutputStream open(java.nio.file.Path draft) throws IOException {
      return Files.newOutputStream(draft);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      trouble.answer();
      trouble.takeIfThereIsRoom(written + length);
      out.write(bytes, offset, length / 2);
      trouble.holdIfWanted("write " + name);
      out.write(bytes, offset + length / 2, length - length / 2);
      written += length;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      out.close();
      trouble.answer();
      if (overwrite) {
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        link();
      }
      LOG.debug("stored {}", name);
    }

    private void link() throws IOException {
      try {
        Files.createLink(file, draft);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        throw new FileAlreadyExistsException(name + " came first");
      } catch (java.nio.file.NoSuchFileException e) {
        throw new FileNotFoundException(name + ": its folder is gone");
      } finally {
        Files.delete(draft);
      }
    }
  }
}
