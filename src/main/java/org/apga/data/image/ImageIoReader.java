package org.apga.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads TIFF, BMP and GIF of unsigned samples of up to 16 bits, grey, RGB or palette, with ImageIO.
 * Only the first image of a file is read. Transparency is ignored.
 */
public final class ImageIoReader {
  private ImageIoReader() {}

  /**
   * The levels of a file.
   *
   * @param format TIFF, BMP or GIF
   * @throws UnreadableImageException if it is damaged, has other samples, or more than {@code
   *     maxPixels} pixels, in which case nothing is decoded
   */
  public static Plane read(byte[] file, ImageFormat format, Channel channel, long maxPixels)
      throws UnreadableImageException {
    ImageReader reader = JdkReaders.of(format.name().toLowerCase(Locale.ROOT));
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, false);
      UnreadableImageException.requireSize(reader.getWidth(0), reader.getHeight(0), maxPixels);
      check(file, format, reader);
      return plane(reader.read(0), channel);
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers throw all kinds of unchecked exceptions for damaged files, and do not
      // check that each pixel's colour is on the palette.
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UnreadableImageException("it is damaged (" + why + ")");
    } finally {
      reader.dispose();
    }
  }

  private static void check(byte[] file, ImageFormat format, ImageReader reader)
      throws IOException, UnreadableImageException {
    ByteBuffer head = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    switch (format) {
      case TIFF -> TiffRules.check(reader);
      case BMP -> {
        // 0 = none, 3 = bit masks; the others are run lengths, JPEG and PNG.
        boolean old = head.getInt(14) < 40;
        if (!old && head.getInt(30) != 0 && head.getInt(30) != 3) {
          throw new UnreadableImageException(
              "it is a compressed BMP, which is not supported; convert it to PNG");
        }
      }
      case GIF -> {
        if (head.getShort(6) != reader.getWidth(0) || head.getShort(8) != reader.getHeight(0)) {
          throw new UnreadableImageException(
              "it is a GIF whose first frame is not the whole picture, which is not supported;"
                  + " convert it to PNG");
        }
      }
      default -> {}
    }
  }

  private static Plane plane(BufferedImage image, Channel channel) {
    ColorModel colours = image.getColorModel();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    if (colours instanceof IndexColorModel palette) {
      float[] levels = new float[palette.getMapSize()];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = Luma.of(palette.getRed(i), palette.getGreen(i), palette.getBlue(i), channel);
      }
      return checked(Plane.ofRaster(raster, (samples, at) -> levels[samples[at]]));
    }
    float[] scale = new float[bands];
    for (int i = 0; i < bands; i++) {
      scale[i] = 255f / ((1L << colours.getComponentSize(i)) - 1);
    }
    if (colours.getNumColorComponents() < 3) {
      return Plane.ofRaster(raster, (samples, at) -> samples[at] * scale[0]);
    }
    return Plane.ofRaster(
        raster,
        (samples, at) ->
            Luma.of(
                samples[at] * scale[0],
                samples[at + 1] * scale[1],
                samples[at + 2] * scale[2],
                channel));
  }

  /**
   * Returns the plane after reading each pixel once.
   *
   * @throws IndexOutOfBoundsException if a pixel's colour is not on the palette
   */
  private static Plane checked(Plane plane) {
    float[] row = new float[plane.width()];
    for (int y = 0; y < plane.height(); y++) {
      plane.row(y, row);
    }
    return plane;
  }
}
