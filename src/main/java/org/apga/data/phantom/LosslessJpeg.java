package org.apga.data.phantom;

import java.io.ByteArrayOutputStream;

/**
 * Writes JPEG of process 14. Every category of differences has a 5-bit code, which makes this class
 * short and its files long.
 */
final class LosslessJpeg {
  private static final int CATEGORIES = 17;
  private static final int CODE_BITS = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int buffer;
  private int filled;

  private LosslessJpeg() {}

  /**
   * @param samples rows x columns
   * @param predictor 1 to 7 (ITU-T T.81, table H.1)
   */
  static byte[] encode(int[] samples, int rows, int columns, int precision, int predictor) {
    return new LosslessJpeg().write(samples, rows, columns, precision, predictor);
  }

  private byte[] write(int[] samples, int rows, int columns, int precision, int predictor) {
    bytes(0xFF, 0xD8);
    bytes(0xFF, 0xC3, 0, 11, precision, rows >> 8, rows & 0xFF, columns >> 8, columns & 0xFF);
    bytes(1, 1, 0x11, 0);
    bytes(0xFF, 0xC4, 0, 19 + CATEGORIES, 0);
    for (int length = 1; length <= 16; length++) {
      bytes(length == CODE_BITS ? CATEGORIES : 0);
    }
    for (int category = 0; category < CATEGORIES; category++) {
      bytes(category);
    }
    bytes(0xFF, 0xDA, 0, 8, 1, 1, 0, predictor, 0, 0);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int at = y * columns + x;
        int predicted;
        if (x > 0 && y > 0) {
          predicted = predicted(samples, at, columns, predictor);
        } else {
          predicted = x > 0 ? samples[at - 1] : y > 0 ? samples[at - columns] : 1 << precision - 1;
        }
        difference((short) (samples[at] - predicted));
      }
    }
    bits(0x7F, filled == 0 ? 0 : 8 - filled);
    bytes(0xFF, 0xD9);
    return out.toByteArray();
  }

  private static int predicted(int[] samples, int at, int columns, int predictor) {
    int left = samples[at - 1];
    int above = samples[at - columns];
    int corner = samples[at - columns - 1];
    return switch (predictor) {
      case 1 -> left;
      case 2 -> above;
      case 3 -> corner;
      case 4 -> left + above - corner;
      case 5 -> left + (above - corner >> 1);
      case 6 -> above + (left - corner >> 1);
      default -> left + above >> 1;
    };
  }

  private void difference(int difference) {
    int category = 32 - Integer.numberOfLeadingZeros(Math.abs(difference));
    bits(category, CODE_BITS);
    if (category < 16) {
      bits(difference < 0 ? difference - 1 : difference, category);
    }
  }

  private void bits(int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      buffer = buffer << 1 | value >> i & 1;
      if (++filled == 8) {
        out.write(buffer);
        if ((buffer & 0xFF) == 0xFF) {
          out.write(0);
        }
        buffer = 0;
        filled = 0;
      }
    }
  }

  private void bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
  }
}
