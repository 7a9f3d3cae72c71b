package org.apga.data.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apga.data.image.UnreadableImageException;

/**
 * A DICOM file: its transfer syntax and its data set. Source: DICOM PS3.10, section 7; old files
 * have neither preamble nor transfer syntax, so their first attribute decides how they are read.
 *
 * @param bytes the buffer to which the positions of {@code data} refer, in the file's byte order
 */
record DicomFile(TransferSyntax syntax, DataSet data, ByteBuffer bytes) {
  private static final int PREAMBLE = 128;

  /** Bytes that a deflated file may have in addition to its pixels. */
  private static final long BYTES_BESIDE_PIXELS = 1 << 24;

  /**
   * @param maxPixels limit of pixels; a deflated file may have 8 bytes for each
   * @throws UnreadableImageException if it is truncated or damaged
   */
  static DicomFile read(byte[] file, long maxPixels) throws UnreadableImageException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean preamble =
        file.length >= PREAMBLE + 4
            && new String(file, PREAMBLE, 4, StandardCharsets.ISO_8859_1).equals("DICM");
    int from = preamble ? PREAMBLE + 4 : 0;
    if (file.length - from < 8) {
      throw DataSet.truncated();
    }
    TransferSyntax syntax = null;
    if (bytes.getShort(from) == 2) {
      DataSet meta = DataSet.readMeta(bytes, from);
      syntax = TransferSyntax.of(meta.firstText(Tag.TRANSFER_SYNTAX)).orElse(null);
      from = meta.end();
    }
    if (file.length - from < 8) {
      throw DataSet.truncated();
    }
    if (syntax == null) {
      syntax = guess(bytes, from);
    }
    if (syntax == TransferSyntax.DEFLATED) {
      bytes = inflated(file, from, 8 * maxPixels + BYTES_BESIDE_PIXELS);
      from = 0;
    }
    if (syntax == TransferSyntax.BIG_ENDIAN) {
      bytes.order(ByteOrder.BIG_ENDIAN);
    }
    // Some writers name an explicit syntax but omit the value representations.
    boolean explicit = syntax.explicit() && bytes.limit() - from >= 8 && isExplicit(bytes, from);
    return new DicomFile(syntax, DataSet.read(bytes, from, explicit), bytes);
  }

  /** Uses the first attribute: its group is small, and its value representation is two capitals. */
  private static TransferSyntax guess(ByteBuffer bytes, int from) {
    boolean big = bytes.get(from) == 0 && bytes.get(from + 1) != 0;
    if (big) {
      return TransferSyntax.BIG_ENDIAN;
    }
    return isExplicit(bytes, from) ? TransferSyntax.EXPLICIT : TransferSyntax.IMPLICIT;
  }

  private static boolean isExplicit(ByteBuffer bytes, int from) {
    return isCapital(bytes.get(from + 4)) && isCapital(bytes.get(from + 5));
  }

  private static boolean isCapital(byte letter) {
    return letter >= 'A' && letter <= 'Z';
  }

  private static ByteBuffer inflated(byte[] file, int from, long most)
      throws UnreadableImageException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(file, from, file.length - from);
      byte[] out = new byte[(int) Math.min(most, Math.max(1024, 4L * file.length))];
      int filled = 0;
      while (!inflater.finished()) {
        int got = inflater.inflate(out, filled, out.length - filled);
        filled += got;
        if (got == 0 && filled < out.length) {
          throw DataSet.truncated();
        }
        if (filled == out.length && !inflater.finished()) {
          if (out.length >= most) {
            throw new UnreadableImageException("it inflates to more bytes than an image may have");
          }
          out = Arrays.copyOf(out, (int) Math.min(most, 2L * out.length));
        }
      }
      return ByteBuffer.wrap(out, 0, filled).slice().order(ByteOrder.LITTLE_ENDIAN);
    } catch (DataFormatException e) {
      throw DataSet.damaged(String.valueOf(e.getMessage()));
    } finally {
      inflater.end();
    }
  }
}
