package org.apga.store.weights;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.apga.files.FileErrors;

/**
 * Passes a file's bytes on to those who take them apart, and keeps what fails on the way apart from
 * what they find: a file system that loses its connection may throw an {@link EOFException} too,
 * which {@link java.util.zip.ZipInputStream} takes for the end of the file.
 */
final class SourceInput extends FilterInputStream {
  SourceInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (EOFException | ZipException e) {
      throw onTheWay(e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (EOFException | ZipException e) {
      throw onTheWay(e);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    try {
      return super.skip(count);
    } catch (EOFException | ZipException e) {
      throw onTheWay(e);
    }
  }

  private static IOException onTheWay(IOException e) {
    return new IOException(FileErrors.reason(e), e);
  }
}
