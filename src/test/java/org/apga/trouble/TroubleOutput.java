package org.apga.trouble;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apga.trouble.OpenFiles.Opened;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble.Moment;

/**
 * A file that is written: under its name from the beginning, or under it when it is closed. Where a
 * write failed, closing fails too, and puts nothing.
 */
final class TroubleOutput extends OutputStream
    implements Syncable, StreamCapabilities, TroubleFileSystem.Handle {
  private static final int PACKET_BYTES = 1 << 16;

  private final Path target;
  private final Path written;
  private final org.apache.hadoop.fs.Path name;
  private final boolean overwrite;
  private final Manners manners;
  private final Trouble trouble;
  private final OutputStream out;
  private final Opened opened;
  private final ByteArrayOutputStream packet = new ByteArrayOutputStream();
  private long bytes;
  private boolean broken;
  private boolean closed;

  TroubleOutput(
      Path target,
      org.apache.hadoop.fs.Path name,
      boolean overwrite,
      Manners manners,
      Trouble trouble)
      throws IOException {
    this.target = target;
    this.name = name;
    this.overwrite = overwrite;
    this.manners = manners;
    this.trouble = trouble;
    if (manners.grows()) {
      if (overwrite) {
        Files.deleteIfExists(target);
      }
      this.written = target;
      this.out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
    } else {
      this.written = Files.createTempFile(TroubleFileSystem.SCHEME, "");
      this.out = Files.newOutputStream(written);
    }
    this.opened = OpenFiles.opened(name);
  }

  private Request request(Operation operation) {
    return new Request(operation, name, bytes);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  /** Goes out in packets, so that an error may come later than what it is about. */
  @Override
  public void write(byte[] content, int offset, int length) throws IOException {
    packet.write(content, offset, length);
    if (packet.size() >= PACKET_BYTES) {
      send();
    }
  }

  private void send() throws IOException {
    byte[] content = packet.toByteArray();
    packet.reset();
    if (content.length == 0) {
      return;
    }
    broken = true;
    bytes += content.length;
    trouble.at(Moment.BEFORE, request(Operation.WRITE));
    out.write(content, 0, content.length / 2);
    trouble.at(Moment.HALFWAY, request(Operation.WRITE));
    out.write(content, content.length / 2, content.length - content.length / 2);
    trouble.at(Moment.AFTER, request(Operation.WRITE));
    broken = false;
  }

  @Override
  public boolean hasCapability(String capability) {
    return manners.grows() && capability.equals(StreamCapabilities.HSYNC);
  }

  @Override
  public void hflush() throws IOException {
    hsync();
  }

  @Override
  public void hsync() throws IOException {
    send();
    trouble.at(Moment.BEFORE, request(Operation.SYNC));
    trouble.at(Moment.AFTER, request(Operation.SYNC));
  }

  @Override
  public void abandon() throws IOException {
    closed = true;
    opened.close();
    out.close();
    if (!manners.grows()) {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    opened.close();
    try (out) {
      if (broken) {
        throw new IOException(name + " could not be written to its end");
      }
      send();
      trouble.at(Moment.BEFORE, request(Operation.CLOSE));
      if (!manners.grows()) {
        put();
      }
    } finally {
      if (!manners.grows()) {
        Files.deleteIfExists(written);
      }
    }
    trouble.at(Moment.AFTER, request(Operation.CLOSE));
  }

  private void put() throws IOException {
    try {
      if (overwrite || manners == Manners.LAST_WINS) {
        Files.move(
            written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.createLink(target, written);
      }
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw new FileAlreadyExistsException(name + " came first");
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(name + ": its folder is gone");
    }
  }
}
