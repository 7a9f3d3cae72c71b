package org.apga.data.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads what the JDK's reader does not: lossless JPEG (process 14, all predictors, 2 to 16 bits)
 * and extended JPEG of 12 bits with one component. Source: ITU-T T.81; comments name its sections.
 */
public final class DeepJpeg {
  private static final int LOSSLESS = 0xC3;
  private static final int DHT = 0xC4;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DQT = 0xDB;
  private static final int DRI = 0xDD;

  /** Figure A.6. */
  private static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  /** A.3.3: [u][x] = C(u) / 2 cos((2x + 1) u pi / 16). */
  private static final double[][] COSINES = new double[8][8];

  static {
    for (int u = 0; u < 8; u++) {
      for (int x = 0; x < 8; x++) {
        COSINES[u][x] =
            (u == 0 ? Math.sqrt(0.5) : 1) / 2 * Math.cos((2 * x + 1) * u * Math.PI / 16);
      }
    }
  }

  private final JpegSegments segments;
  private final byte[] file;
  private final int width;
  private final int height;
  private final int components;
  private final int[] samples;
  private final HuffmanBits.Table[] dc = new HuffmanBits.Table[4];
  private final HuffmanBits.Table[] ac = new HuffmanBits.Table[4];
  private final int[][] quantisation = new int[4][64];
  private int quantiser;
  private int restartInterval;

  private DeepJpeg(JpegSegments segments) {
    this.segments = segments;
    this.file = segments.bare();
    this.width = segments.width();
    this.height = segments.height();
    this.components = segments.componentIds().length;
    this.samples = new int[width * height * components];
  }

  /** Whether this class reads the file, because the JDK's reader does not. */
  public static boolean reads(JpegSegments segments) {
    return segments.process() == LOSSLESS || segments.process() == 0xC1 && segments.precision() > 8;
  }

  /**
   * @return height x width x component, unsigned samples of {@link JpegSegments#precision} bits
   * @throws UnreadableImageException if it is truncated, damaged, subsampled, or has more than
   *     {@code maxPixels} pixels
   */
  public static int[] read(JpegSegments segments, long maxPixels) throws UnreadableImageException {
    UnreadableImageException.requireSize(segments.width(), segments.height(), maxPixels);
    boolean lossless = segments.process() == LOSSLESS;
    if (segments.precision() > 16 || !lossless && segments.precision() != 12) {
      throw new UnreadableImageException(
          "it is a JPEG of " + segments.precision() + " bits, which is not supported");
    }
    if (!lossless && segments.componentIds().length > 1) {
      throw new UnreadableImageException(
          "it is a JPEG of 12 bits and several components, which is not supported");
    }
    DeepJpeg reader = new DeepJpeg(segments);
    try {
      reader.read();
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new UnreadableImageException("it is damaged (" + e.getMessage() + ")");
    }
    return reader.samples;
  }

  private void read() throws IOException, UnreadableImageException {
    int scanned = 0;
    int at = 2;
    while (scanned < components) {
      while (u8(at) != 0xFF || u8(at + 1) == 0xFF) {
        at++;
      }
      int marker = u8(at + 1);
      int length = marker == EOI ? 0 : u16(at + 2);
      if (length < 2 || at + 2 + length > file.length) {
        throw new IOException("it ends too early");
      }
      int data = at + 4;
      int end = at + 2 + length;
      if (marker == segments.process()) {
        frame(data);
      } else if (marker == DHT) {
        huffmanTables(data, end);
      } else if (marker == DQT) {
        quantisationTables(data, end);
      } else if (marker == DRI) {
        restartInterval = u16(data);
      } else if (marker == SOS) {
        scanned += u8(data);
        end = scan(data, end);
      }
      at = end;
    }
  }

  /** B.2.2. */
  private void frame(int at) throws UnreadableImageException {
    for (int i = 0; i < components; i++) {
      if (components > 1 && u8(at + 7 + 3 * i) != 0x11) {
        throw new UnreadableImageException(
            "it is a lossless JPEG of subsampled colours, which is not supported");
      }
    }
    quantiser = u8(at + 8) & 3;
  }

  /** B.2.4.2. */
  private void huffmanTables(int from, int end) throws IOException {
    for (int at = from; at + 17 <= end; ) {
      HuffmanBits.Table table = new HuffmanBits.Table(file, at + 1, end);
      (u8(at) >> 4 == 0 ? dc : ac)[u8(at) & 3] = table;
      at += 1 + table.bytes();
    }
  }

  /** B.2.4.1. */
  private void quantisationTables(int from, int end) {
    for (int at = from; at < end; ) {
      boolean wide = u8(at) >> 4 == 1;
      int[] table = quantisation[u8(at) & 3];
      at++;
      for (int i = 0; i < 64; i++) {
        table[ZIGZAG[i]] = wide ? u16(at) : u8(at);
        at += wide ? 2 : 1;
      }
    }
  }

  /** B.2.3; returns the index after the scan. */
  private int scan(int at, int end) throws IOException {
    int count = u8(at);
    int[] chosen = new int[count];
    HuffmanBits.Table[] dcTables = new HuffmanBits.Table[count];
    HuffmanBits.Table[] acTables = new HuffmanBits.Table[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = component(u8(at + 1 + 2 * i));
      dcTables[i] = table(dc, u8(at + 2 + 2 * i) >> 4);
      acTables[i] = segments.process() == LOSSLESS ? dcTables[i] : table(ac, u8(at + 2 + 2 * i));
    }
    HuffmanBits bits = new HuffmanBits(file, end);
    if (segments.process() == LOSSLESS) {
      int predictor = u8(at + 1 + 2 * count);
      int pointTransform = u8(at + 3 + 2 * count) & 15;
      lossless(bits, chosen, dcTables, predictor, pointTransform);
    } else {
      blocks(bits, dcTables[0], acTables[0]);
    }
    return bits.position();
  }

  private int component(int id) throws IOException {
    for (int i = 0; i < components; i++) {
      if (segments.componentIds()[i] == id) {
        return i;
      }
    }
    throw new IOException("a scan has a component that is not in the frame");
  }

  private static HuffmanBits.Table table(HuffmanBits.Table[] tables, int index) throws IOException {
    HuffmanBits.Table table = tables[index & 3];
    if (table == null) {
      throw new IOException("a Huffman table is missing");
    }
    return table;
  }

  /** Annex H.1. */
  private void lossless(
      HuffmanBits bits, int[] chosen, HuffmanBits.Table[] tables, int predictor, int transform)
      throws IOException {
    int start = 1 << segments.precision() - transform - 1;
    int row = width * components;
    int firstRow = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int done = y * width + x;
        if (restartInterval > 0 && done > 0 && done % restartInterval == 0) {
          bits.restart();
          firstRow = y;
        }
        for (int i = 0; i < chosen.length; i++) {
          int at = y * row + x * components + chosen[i];
          int predicted;
          if (x == 0) {
            predicted = y == firstRow ? start : samples[at - row];
          } else if (y == firstRow) {
            predicted = samples[at - components];
          } else {
            predicted = predicted(predictor, at, row);
          }
          int category = bits.value(tables[i]);
          int difference = category == 16 ? 1 << 15 : bits.difference(category);
          samples[at] = predicted + difference & 0xFFFF;
        }
      }
    }
    if (transform > 0) {
      for (int component : chosen) {
        for (int at = component; at < samples.length; at += components) {
          samples[at] <<= transform;
        }
      }
    }
  }

  /** Table H.1. */
  private int predicted(int predictor, int at, int row) throws IOException {
    int left = samples[at - components];
    int above = samples[at - row];
    int corner = samples[at - row - components];
    return switch (predictor) {
      case 1 -> left;
      case 2 -> above;
      case 3 -> corner;
      case 4 -> left + above - corner;
      case 5 -> left + (above - corner >> 1);
      case 6 -> above + (left - corner >> 1);
      case 7 -> left + above >> 1;
      default -> throw new IOException("its predictor is " + predictor);
    };
  }

  /** F.2: blocks of 8 x 8, one after the other. */
  private void blocks(HuffmanBits bits, HuffmanBits.Table dcTable, HuffmanBits.Table acTable)
      throws IOException {
    int across = (width + 7) / 8;
    int down = (height + 7) / 8;
    double[] block = new double[64];
    int[] table = quantisation[quantiser];
    int dcBefore = 0;
    for (int b = 0; b < across * down; b++) {
      if (restartInterval > 0 && b > 0 && b % restartInterval == 0) {
        bits.restart();
        dcBefore = 0;
      }
      Arrays.fill(block, 0);
      dcBefore += bits.difference(bits.value(dcTable));
      block[0] = (double) dcBefore * table[0];
      for (int k = 1; k < 64; k++) {
        int code = bits.value(acTable);
        int zeros = code >> 4;
        int category = code & 15;
        if (category == 0 && zeros < 15) {
          break;
        }
        k += zeros;
        if (k > 63) {
          throw new IOException("a block has too many coefficients");
        }
        int place = ZIGZAG[k];
        block[place] = (double) bits.difference(category) * table[place];
      }
      put(block, b % across * 8, b / across * 8);
    }
  }

  /** A.3.3 and A.3.1. */
  private void put(double[] block, int x0, int y0) {
    int white = (1 << segments.precision()) - 1;
    double[] rows = new double[64];
    for (int v = 0; v < 8; v++) {
      for (int x = 0; x < 8; x++) {
        double sum = 0;
        for (int u = 0; u < 8; u++) {
          sum += COSINES[u][x] * block[8 * v + u];
        }
        rows[8 * v + x] = sum;
      }
    }
    for (int y = 0; y < Math.min(8, height - y0); y++) {
      for (int x = 0; x < Math.min(8, width - x0); x++) {
        double sum = (white + 1) / 2;
        for (int v = 0; v < 8; v++) {
          sum += COSINES[v][y] * rows[8 * v + x];
        }
        samples[(y0 + y) * width + x0 + x] = (int) Math.max(0, Math.min(white, Math.round(sum)));
      }
    }
  }

  private int u8(int at) {
    return file[at] & 0xff;
  }

  private int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }
}
