package org.apga.data.image;

import java.io.EOFException;
import java.io.IOException;

/** Reads bits and Huffman codes of a JPEG scan. Source: ITU-T T.81, annexes C and F.2.2. */
final class HuffmanBits {
  private final byte[] bytes;
  private int at;
  private int buffer;
  private int left;

  HuffmanBits(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  /** A table of codes of 1 to 16 bits. */
  static final class Table {
    private final int[] smallest = new int[17];
    private final int[] count = new int[17];
    private final int[] first = new int[17];
    private final int[] values;

    /**
     * @param at index of the sixteen counts, which the values follow
     * @throws IOException if the codes do not fit
     */
    Table(byte[] bytes, int at, int end) throws IOException {
      int total = 0;
      int code = 0;
      for (int length = 1; length <= 16; length++) {
        count[length] = bytes[at + length - 1] & 0xff;
        first[length] = total;
        smallest[length] = code;
        total += count[length];
        code = code + count[length] << 1;
        if (code > 2 << length) {
          throw new IOException("a Huffman table has too many codes");
        }
      }
      if (at + 16 + total > end) {
        throw new EOFException("a Huffman table ends too early");
      }
      values = new int[total];
      for (int i = 0; i < total; i++) {
        values[i] = bytes[at + 16 + i] & 0xff;
      }
    }

    int bytes() {
      return 16 + values.length;
    }
  }

  int bit() throws IOException {
    if (left == 0) {
      if (at >= bytes.length) {
        throw new EOFException("a scan ends too early");
      }
      buffer = bytes[at++] & 0xff;
      if (buffer == 0xFF) {
        if (at >= bytes.length || bytes[at] != 0) {
          throw new EOFException("a scan ends too early");
        }
        at++;
      }
      left = 8;
    }
    return buffer >> --left & 1;
  }

  int bits(int count) throws IOException {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  int value(Table table) throws IOException {
    int code = 0;
    for (int length = 1; length <= 16; length++) {
      code = code << 1 | bit();
      int index = code - table.smallest[length];
      if (index >= 0 && index < table.count[length]) {
        return table.values[table.first[length] + index];
      }
    }
    throw new IOException("a code is in no Huffman table");
  }

  /**
   * A difference of a category: a number of that many bits; the smaller half of them are negative.
   */
  int difference(int category) throws IOException {
    if (category == 0) {
      return 0;
    }
    int value = bits(category);
    return value < 1 << category - 1 ? value - (1 << category) + 1 : value;
  }

  /** Skips the rest of a byte and a restart marker. */
  void restart() throws IOException {
    left = 0;
    if (at + 2 > bytes.length || bytes[at] != (byte) 0xFF || (bytes[at + 1] & 0xF8) != 0xD0) {
      throw new IOException("a restart marker is missing");
    }
    at += 2;
  }

  /** Index of the next byte. */
  int position() {
    return at;
  }
}
