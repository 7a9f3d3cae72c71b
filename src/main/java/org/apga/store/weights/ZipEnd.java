package org.apga.store.weights;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * Keeps the last bytes of a zip that is read as a stream. {@link java.util.zip.ZipInputStream}
 * takes a file that ends between two entries for a complete one; only the record at a zip's end has
 * the number of entries.
 */
final class ZipEnd extends FilterInputStream {
  private static final int RECORD_BYTES = 22;
  private static final int SIGNATURE = 0x06054b50;
  private static final int COUNT_OFFSET = 10;
  private static final int COMMENT_OFFSET = 20;
  // The record and its comment, whose length has 16 bits.
  private static final int MOST_BYTES = RECORD_BYTES + 0xffff;

  private final byte[] last = new byte[2 * MOST_BYTES];
  private int kept;

  ZipEnd(InputStream in) {
    super(in);
  }

  /** Reads on to the end; returns whether the zip ends there with this number of entries. */
  boolean closes(int entries) throws IOException {
    transferTo(OutputStream.nullOutputStream());
    ByteBuffer bytes = ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN);
    return IntStream.rangeClosed(Math.max(0, kept - MOST_BYTES), kept - RECORD_BYTES)
        .anyMatch(
            at ->
                bytes.getInt(at) == SIGNATURE
                    && unsigned(bytes, at + COUNT_OFFSET) == entries
                    && unsigned(bytes, at + COMMENT_OFFSET) == kept - at - RECORD_BYTES);
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
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
      int taken = Math.min(count, MOST_BYTES);
      if (kept + taken > last.length) {
        System.arraycopy(last, kept - MOST_BYTES, last, 0, MOST_BYTES);
        kept = MOST_BYTES;
      }
      System.arraycopy(bytes, offset + count - taken, last, kept, taken);
      kept += taken;
    }
    return count;
  }
}
