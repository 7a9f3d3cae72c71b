package org.apga.masks;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apga.engine.Bilinear;
import org.jspecify.annotations.Nullable;

/**
 * An 8-bit greyscale image.
 *
 * @param height pixels
 * @param width pixels
 * @param levels height x width, unsigned, row-major
 */
public record GreyImage(int height, int width, byte[] levels) {
  private static final int WHITE = 255;

  /**
   * @throws IllegalArgumentException if the number of levels is not height x width
   */
  public GreyImage {
    if (height < 1 || width < 1 || levels.length != Math.multiplyExact(height, width)) {
      throw new IllegalArgumentException(
          "Cannot make an image of %s x %s pixels: it has %s levels. Pass height x width of them."
              .formatted(height, width, levels.length));
    }
  }

  /**
   * An image from shares of white: 0 is black, 1 white.
   *
   * @param shares height x width, row-major; below 0 counts as 0, over 1 as 1
   */
  public static GreyImage of(double[] shares, int height, int width) {
    byte[] levels = new byte[shares.length];
    for (int i = 0; i < shares.length; i++) {
      levels[i] = (byte) Math.round(WHITE * Math.max(0, Math.min(1, shares[i])));
    }
    return new GreyImage(height, width, levels);
  }

  /** The level of a pixel, 0..255. */
  public int level(int row, int column) {
    return levels[row * width + column] & WHITE;
  }

  /**
   * The image with squares of pixels replaced by their means; the squares are the smallest for
   * which neither side exceeds {@code most}.
   */
  public GreyImage reduced(int most) {
    int square = 1;
    while (Math.max(height, width) > most * square || height % square != 0 || width % square != 0) {
      square++;
      if (square > Math.min(height, width)) {
        throw new IllegalArgumentException(
            "Cannot reduce %s x %s pixels to at most %s: no square of pixels divides both sides."
                .formatted(height, width, most));
      }
    }
    byte[] means = new byte[levels.length / (square * square)];
    int columns = width / square;
    for (int i = 0; i < means.length; i++) {
      int sum = 0;
      for (int row = i / columns * square; row < (i / columns + 1) * square; row++) {
        for (int column = i % columns * square; column < (i % columns + 1) * square; column++) {
          sum += level(row, column);
        }
      }
      means[i] = (byte) Math.round((double) sum / (square * square));
    }
    return new GreyImage(height / square, columns, means);
  }

  /**
   * The levels at another size, bilinear, with corners not aligned.
   *
   * @return toHeight x toWidth, row-major, 0..255
   */
  public double[] resized(int toHeight, int toWidth) {
    double[] values = new double[levels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = levels[i] & WHITE;
    }
    return Bilinear.resize(values, height, width, toHeight, toWidth);
  }

  public byte[] png() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] stored = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(levels, 0, stored, 0, levels.length);
    return png(image);
  }

  /** Any image as a PNG file. */
  public static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Not ImageIO's own stream, which writes a temporary file.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a PNG file that {@link #png()} wrote.
   *
   * @throws IOException if it is not one
   */
  public static GreyImage read(byte[] png) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(in);
      BufferedImage image = reader.read(0);
      if (image.getType() != BufferedImage.TYPE_BYTE_GRAY) {
        throw unreadable(png, null);
      }
      byte[] levels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
      return new GreyImage(image.getHeight(), image.getWidth(), levels.clone());
    } catch (IIOException | RuntimeException e) {
      // ImageIO's readers throw all kinds of unchecked exceptions on damaged files.
      throw unreadable(png, e);
    } finally {
      reader.dispose();
    }
  }

  private static IOException unreadable(byte[] png, @Nullable Exception cause) {
    return new IOException(
        "Cannot read "
            + png.length
            + " bytes as a mask: they are not an 8-bit greyscale PNG. Publish the tables again.",
        cause);
  }
}
