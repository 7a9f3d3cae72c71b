package org.apga.store.weights;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Keeps the last bytes of a zip that is read as a stream. {@link java.util.zip.ZipInputStream}
 * takes a file that ends between two entries for a complete one; only the record at a zip's end has
 * the number of entries.
 */
final class ZipEnd extends FilterInputStream {
  private static final int RECORD_BYTES = 22;
  private static final int SIGNATURE = 0x06054b50;
  private static final int COUNT_OFFSET = 10;

  private final byte[] last = new byte[RECORD_BYTES];
  private long seen;

  ZipEnd(InputStream in) {
    super(in);
  }

  /** Reads on to the end; returns whether the zip ends there with this number of entries. */
  boolean closes(int entries) throws IOException {
    transferTo(OutputStream.nullOutputStream());
    if (seen < RECORD_BYTES) {
      return false;
    }
    ByteBuffer record = ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN);
    return record.getInt(0) == SIGNATURE
        && Short.toUnsignedInt(record.getShort(COUNT_OFFSET)) == entries;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    if (count > 0) {
      int taken = Math.min(count, RECORD_BYTES);
      System.arraycopy(last, taken, last, 0, RECORD_BYTES - taken);
      System.arraycopy(bytes, offset + count - taken, last, RECORD_BYTES - taken, taken);
      seen += count;
    }
    return count;
  }
}
