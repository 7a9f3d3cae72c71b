package org.apga.data.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/**
 * Reads PNG of every colour type and bit depth, interlaced or not, in a fraction of the time of
 * ImageIO's reader.
 *
 * <p>Samples are used as stored: neither gamma nor a profile is applied, transparency is ignored. A
 * file that is truncated or has a wrong checksum in a critical chunk is refused. Source: Portable
 * Network Graphics (third edition), W3C; comments name its sections.
 */
public final class PngReader {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504C5445;
  private static final int SBIT = 0x73424954;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454E44;
  private static final int ANCILLARY = 1 << 29;

  /** Length, type and checksum of a chunk. */
  private static final int AROUND_DATA = 12;

  /** Section 8.1: the first pixel of each of the seven passes, and the distance between pixels. */
  private static final int[] PASS_X = {0, 4, 0, 2, 0, 1, 0};

  private static final int[] PASS_Y = {0, 0, 4, 0, 2, 0, 1};
  private static final int[] STEP_X = {8, 8, 4, 4, 2, 2, 1};
  private static final int[] STEP_Y = {8, 8, 8, 4, 4, 2, 2};

  private final ByteBuffer file;
  private final Channel channel;
  private int width;
  private int height;
  private int depth;
  private int colourType;
  private boolean interlaced;
  private byte[] palette = {};
  private int significantBits;

  private PngReader(byte[] file, Channel channel) {
    this.file = ByteBuffer.wrap(file);
    this.channel = channel;
  }

  public static boolean isPng(byte[] file) {
    return file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == SIGNATURE;
  }

  /**
   * The levels of a PNG.
   *
   * @throws UnreadableImageException if it is truncated, damaged, or has more than {@code
   *     maxPixels} pixels, in which case nothing is decoded
   */
  public static Plane read(byte[] file, Channel channel, long maxPixels)
      throws UnreadableImageException {
    return new PngReader(file, channel).read(maxPixels);
  }

  private Plane read(long maxPixels) throws UnreadableImageException {
    ByteBuffer deflated = ByteBuffer.allocate(file.limit());
    for (int at = Long.BYTES; ; at += AROUND_DATA + file.getInt(at)) {
      int length = wholeChunk(at);
      int type = file.getInt(at + 4);
      int data = at + 8;
      if (type == IHDR) {
        header(data, length);
        UnreadableImageException.requireSize(
            Integer.toUnsignedLong(width), Integer.toUnsignedLong(height), maxPixels);
      } else if (depth == 0) {
        throw new UnreadableImageException("it is damaged (it does not begin with its header)");
      } else if (type == PLTE) {
        palette = new byte[length];
        file.get(data, palette);
      } else if (type == SBIT && length > 0) {
        significantBits = file.get(data);
      } else if (type == IDAT) {
        deflated.put(file.array(), data, length);
      } else if (type == IEND) {
        return plane(deflated.flip());
      }
    }
  }

  /** Sections 5.3 and 5.4: length of the data of the chunk that begins at {@code at}. */
  private int wholeChunk(int at) throws UnreadableImageException {
    int left = file.limit() - at - AROUND_DATA;
    int length = left < 0 ? -1 : file.getInt(at);
    if (length < 0 || length > left) {
      throw new UnreadableImageException("it is truncated");
    }
    if ((file.getInt(at + 4) & ANCILLARY) == 0) {
      CRC32 crc = new CRC32();
      crc.update(file.array(), at + 4, length + 4);
      if ((int) crc.getValue() != file.getInt(at + 8 + length)) {
        throw damaged("a checksum is wrong");
      }
    }
    return length;
  }

  /** Section 11.2.1. */
  private void header(int at, int length) throws UnreadableImageException {
    if (length != 13) {
      throw damaged("its header has " + length + " bytes");
    }
    width = file.getInt(at);
    height = file.getInt(at + 4);
    depth = file.get(at + 8);
    colourType = file.get(at + 9);
    interlaced = file.get(at + 12) == 1;
    boolean allowed =
        switch (colourType) {
          case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case 2, 4, 6 -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!allowed || file.get(at + 10) != 0 || file.get(at + 11) != 0) {
      throw damaged("its header has colour type " + colourType + " with " + depth + " bits");
    }
  }

  private int samplesPerPixel() {
    return switch (colourType) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  private int stride(int columns) {
    return (int) (((long) columns * samplesPerPixel() * depth + 7) / 8);
  }

  private static int passSize(int size, int first, int step) {
    return (size - first + step - 1) / step;
  }

  /** Bytes of all scanlines, each preceded by the byte of its filter. */
  private int bytesOfScanlines() throws UnreadableImageException {
    long bytes = 0;
    for (int pass = 0; pass < (interlaced ? 7 : 1); pass++) {
      int columns = interlaced ? passSize(width, PASS_X[pass], STEP_X[pass]) : width;
      int rows = interlaced ? passSize(height, PASS_Y[pass], STEP_Y[pass]) : height;
      bytes += columns == 0 ? 0 : (1L + stride(columns)) * rows;
    }
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new UnreadableImageException("it has more than 2 GiB of pixels");
    }
    return (int) bytes;
  }

  private Plane plane(ByteBuffer deflated) throws UnreadableImageException {
    byte[] scanlines = new byte[bytesOfScanlines()];
    try {
      if (ZlibStream.inflate(deflated, scanlines) < scanlines.length) {
        throw damaged("its pixels end too early");
      }
    } catch (DataFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
    if (!interlaced) {
      unfilter(scanlines, 0, height, stride(width));
      return levels(scanlines, 1 + stride(width), 1);
    }
    return levels(deinterlaced(scanlines), stride(width), 0);
  }

  /** Section 9.2: adds the prediction to each scanline, in place. */
  private void unfilter(byte[] lines, int from, int rows, int stride)
      throws UnreadableImageException {
    int back = Math.max(1, samplesPerPixel() * depth / 8);
    byte[] none = new byte[1 + stride];
    for (int y = 0; y < rows; y++) {
      int at = from + y * (1 + stride) + 1;
      byte[] above = y == 0 ? none : lines;
      int up = y == 0 ? 1 : at - stride - 1;
      switch (lines[at - 1]) {
        case 0 -> {}
        case 1 -> unfilterSub(lines, at, stride, back);
        case 2 -> unfilterUp(lines, at, stride, above, up);
        case 3 -> unfilterAverage(lines, at, stride, back, above, up);
        case 4 -> unfilterPaeth(lines, at, stride, back, above, up);
        default -> throw damaged("a row has filter " + lines[at - 1]);
      }
    }
  }

  private static void unfilterSub(byte[] line, int at, int stride, int back) {
    for (int x = back; x < stride; x++) {
      line[at + x] += line[at + x - back];
    }
  }

  private static void unfilterUp(byte[] line, int at, int stride, byte[] above, int up) {
    for (int x = 0; x < stride; x++) {
      line[at + x] += above[up + x];
    }
  }

  private static void unfilterAverage(
      byte[] line, int at, int stride, int back, byte[] above, int up) {
    for (int x = 0; x < stride; x++) {
      int left = x < back ? 0 : line[at + x - back] & 0xff;
      line[at + x] += (byte) (left + (above[up + x] & 0xff) >>> 1);
    }
  }

  private static void unfilterPaeth(
      byte[] line, int at, int stride, int back, byte[] above, int up) {
    for (int x = 0; x < Math.min(back, stride); x++) {
      line[at + x] += above[up + x];
    }
    for (int x = back; x < stride; x++) {
      int left = line[at + x - back] & 0xff;
      int top = above[up + x] & 0xff;
      int corner = above[up + x - back] & 0xff;
      int toLeft = Math.abs(top - corner);
      int toTop = Math.abs(left - corner);
      int toCorner = Math.abs(left + top - 2 * corner);
      int nearest = toLeft <= toTop && toLeft <= toCorner ? left : toTop <= toCorner ? top : corner;
      line[at + x] += (byte) nearest;
    }
  }

  /** Section 8: moves the pixels of seven passes to their places; rows have no filter bytes. */
  private byte[] deinterlaced(byte[] scanlines) throws UnreadableImageException {
    int bits = samplesPerPixel() * depth;
    int stride = stride(width);
    byte[] pixels = new byte[stride * height];
    int from = 0;
    for (int pass = 0; pass < 7; pass++) {
      int columns = passSize(width, PASS_X[pass], STEP_X[pass]);
      int rows = columns == 0 ? 0 : passSize(height, PASS_Y[pass], STEP_Y[pass]);
      int line = stride(columns);
      unfilter(scanlines, from, rows, line);
      for (int y = 0; y < rows; y++) {
        int to = (PASS_Y[pass] + y * STEP_Y[pass]) * stride;
        for (int x = 0; x < columns; x++) {
          copyBits(scanlines, from + 1, x * bits, pixels, to, pixelAt(pass, x) * bits, bits);
        }
        from += 1 + line;
      }
    }
    return pixels;
  }

  private static int pixelAt(int pass, int x) {
    return PASS_X[pass] + x * STEP_X[pass];
  }

  private static void copyBits(
      byte[] from, int row, int bit, byte[] to, int toRow, int toBit, int bits) {
    if (bits < 8) {
      int value = from[row + bit / 8] >> 8 - bits - bit % 8 & (1 << bits) - 1;
      to[toRow + toBit / 8] |= (byte) (value << 8 - bits - toBit % 8);
    } else {
      System.arraycopy(from, row + bit / 8, to, toRow + toBit / 8, bits / 8);
    }
  }

  /** Rows of {@code rowBytes} bytes, of which the first {@code before} are not samples. */
  private Plane levels(byte[] rows, int rowBytes, int before) throws UnreadableImageException {
    PackedSamples samples =
        new PackedSamples(rows, before, rowBytes, width, height, samplesPerPixel(), depth);
    if (colourType == 3) {
      return samples.lookedUp(paletteLevels(samples));
    }
    boolean colour = colourType == 2 || colourType == 6;
    return samples.scaled(255f / samples.white(significantBits), colour, channel);
  }

  private float[] paletteLevels(PackedSamples samples) throws UnreadableImageException {
    float[] levels = new float[palette.length / 3];
    for (int i = 0; i < levels.length; i++) {
      levels[i] =
          Luma.of(
              palette[3 * i] & 0xff, palette[3 * i + 1] & 0xff, palette[3 * i + 2] & 0xff, channel);
    }
    int largest = samples.largest();
    if (largest >= levels.length) {
      throw damaged("a pixel has colour " + largest + " of a palette of " + levels.length);
    }
    return levels;
  }

  private static UnreadableImageException damaged(String why) {
    return new UnreadableImageException("it is damaged (" + why + ")");
  }
}
