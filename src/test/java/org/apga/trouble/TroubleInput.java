package org.apga.trouble;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSInputStream;
import org.apga.trouble.OpenFiles.Opened;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble.Moment;

/** A file that is read. Half of it comes first, as over a network, so that a read has a middle. */
final class TroubleInput extends FSInputStream implements TroubleFileSystem.Handle {
  private final FileChannel in;
  private final Request request;
  private final Trouble trouble;
  private final long half;
  private final Opened opened;

  TroubleInput(Path file, org.apache.hadoop.fs.Path name, Trouble trouble) throws IOException {
    this.in = FileChannel.open(file);
    this.request = new Request(Operation.READ, name, 0);
    this.trouble = trouble;
    this.half = in.size() / 2;
    this.opened = OpenFiles.opened(name);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    trouble.at(Moment.BEFORE, request);
    long toHalf = half - in.position();
    int most = toHalf > 0 ? (int) Math.min(length, toHalf) : length;
    int read = in.read(ByteBuffer.wrap(bytes, offset, most));
    trouble.at(Moment.AFTER, request);
    return read;
  }

  @Override
  public void seek(long position) throws IOException {
    if (position > in.size()) {
      throw new EOFException(request.path() + " has no byte " + position);
    }
    in.position(position);
  }

  @Override
  public long getPos() throws IOException {
    return in.position();
  }

  @Override
  public boolean seekToNewSource(long position) {
    return false;
  }

  @Override
  public void abandon() throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    opened.close();
    in.close();
  }
}
