package org.apga.data;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Whether a PNG is whole: every chunk within the file, checksums of the critical ones, an end.
 * ImageIO by itself forgives a missing end and notices other damage only where it cannot inflate.
 */
final class PngChunks {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int IEND = 0x49454E44;
  private static final int ANCILLARY = 1 << 29;
  private static final int AROUND_DATA = 12;

  private PngChunks() {}

  static boolean isPng(byte[] file) {
    return file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == SIGNATURE;
  }

  /** Source: PNG specification (third edition), section 5. */
  static void check(byte[] file, String path) throws UnreadableImageException {
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = Long.BYTES;
    while (file.length - at >= AROUND_DATA) {
      int length = in.getInt(at);
      int type = in.getInt(at + 4);
      if (length < 0 || length > file.length - at - AROUND_DATA) {
        break;
      }
      if ((type & ANCILLARY) == 0) {
        CRC32 crc = new CRC32();
        crc.update(file, at + 4, length + 4);
        if ((int) crc.getValue() != in.getInt(at + 8 + length)) {
          throw new UnreadableImageException(path, "it is damaged (a checksum is wrong)");
        }
      }
      if (type == IEND) {
        return;
      }
      at += AROUND_DATA + length;
    }
    throw new UnreadableImageException(path, "it is truncated");
  }
}
