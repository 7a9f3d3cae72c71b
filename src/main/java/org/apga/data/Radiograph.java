package org.apga.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * From the bytes of an image file to grey levels of one size.
 *
 * <p>PNG, JPEG and whatever else ImageIO reads: grey, RGB or palette, of any bit depth, which is
 * scaled to 0..255. Samples are taken as stored, without gamma or colour profile. Transparency is
 * ignored, as PIL's conversion to grey ignores it. Of several images in a file the first counts.
 */
final class Radiograph {
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private Radiograph() {}

  /**
   * Decodes an image and brings it to size x size without regard to its aspect ratio, by a triangle
   * filter that widens as it shrinks.
   *
   * @return height x width grey levels, unsigned, row-major
   * @throws UnreadableImageException if it is empty, truncated, damaged, no image, or has more than
   *     {@code maxPixels} pixels, in which case nothing is decoded
   */
  static byte[] decode(byte[] file, int size, Channel channel, long maxPixels)
      throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException("it is empty");
    }
    if (PngChunks.isPng(file)) {
      PngChunks.check(file);
    }
    Plane plane = read(file, channel, maxPixels);
    float[] resized = Resampler.resize(plane.levels, plane.height, plane.width, size, size);
    byte[] levels = new byte[resized.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.min(255, (int) (resized[i] + 0.5f));
    }
    return levels;
  }

  /** Height x width levels, 0..255. */
  private record Plane(int height, int width, float[] levels) {}

  private static Plane read(byte[] file, Channel channel, long maxPixels)
      throws UnreadableImageException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new UnreadableImageException("it is no PNG, JPEG or other known image");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        BufferedImage image = read(reader, maxPixels);
        return new Plane(image.getHeight(), image.getWidth(), plane(image, channel));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers answer damaged files with all kinds of unchecked exceptions, and do not
      // look whether each pixel's colour is on the palette.
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UnreadableImageException("it is damaged (" + why + ")");
    }
  }

  private static BufferedImage read(ImageReader reader, long maxPixels)
      throws IOException, UnreadableImageException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > maxPixels) {
      throw new UnreadableImageException(
          String.format(
              "it has %d x %d pixels, more than the limit of %d", width, height, maxPixels));
    }
    boolean[] truncated = {false};
    reader.addIIOReadWarningListener(
        (source, warning) ->
            truncated[0] |= warning.toLowerCase(Locale.ROOT).contains("premature end"));
    BufferedImage image = reader.read(0);
    if (truncated[0]) {
      throw new UnreadableImageException("it is truncated");
    }
    return image;
  }

  /** Height x width levels, 0..255. */
  private static float[] plane(BufferedImage image, Channel channel) {
    ColorModel colours = image.getColorModel();
    Raster raster = image.getRaster();
    if (colours instanceof IndexColorModel palette) {
      return palettePlane(raster, palette, channel);
    }
    if (channel == Channel.FIRST || colours.getNumColorComponents() < 3) {
      return band(raster, 0, colours);
    }
    float[] red = band(raster, 0, colours);
    float[] green = band(raster, 1, colours);
    float[] blue = band(raster, 2, colours);
    for (int i = 0; i < red.length; i++) {
      red[i] = luma(red[i], green[i], blue[i]);
    }
    return red;
  }

  private static float[] band(Raster raster, int band, ColorModel colours) {
    float scale = 255f / ((1L << colours.getComponentSize(band)) - 1);
    return plane(raster, band, sample -> sample * scale);
  }

  private static float[] palettePlane(Raster raster, IndexColorModel palette, Channel channel) {
    float[] levels = new float[palette.getMapSize()];
    for (int i = 0; i < levels.length; i++) {
      int red = palette.getRed(i);
      levels[i] =
          channel == Channel.FIRST ? red : luma(red, palette.getGreen(i), palette.getBlue(i));
    }
    return plane(raster, 0, index -> levels[index]);
  }

  private interface Level {
    float of(int sample);
  }

  private static float[] plane(Raster raster, int band, Level level) {
    int width = raster.getWidth();
    float[] plane = new float[width * raster.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, band, row);
      for (int x = 0; x < width; x++) {
        plane[y * width + x] = level.of(row[x]);
      }
    }
    return plane;
  }

  /** Exactly the level where all three are equal: a grey image has the same pixels saved as RGB. */
  private static float luma(float red, float green, float blue) {
    return red == green && green == blue ? red : RED * red + GREEN * green + BLUE * blue;
  }

  /**
   * Whether a PNG is whole: every chunk within the file, checksums of the critical ones, an end.
   * ImageIO by itself forgives a missing end and notices other damage only where it cannot inflate.
   */
  private static final class PngChunks {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IEND = 0x49454E44;
    private static final int ANCILLARY = 1 << 29;
    private static final int AROUND_DATA = 12;

    static boolean isPng(byte[] file) {
      return file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == SIGNATURE;
    }

    /** Source: PNG specification (third edition), section 5. */
    static void check(byte[] file) throws UnreadableImageException {
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
            throw new UnreadableImageException("it is damaged (a checksum is wrong)");
          }
        }
        if (type == IEND) {
          return;
        }
        at += AROUND_DATA + length;
      }
      throw new UnreadableImageException("it is truncated");
    }
  }
}
