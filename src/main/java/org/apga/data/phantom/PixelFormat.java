package org.apga.data.phantom;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.DataBufferUShort;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.apache.commons.io.function.Uncheck;
import org.apga.random.RandomStream;

/** How a PNG stores its pixels: every way that copies of MURA use, or may use. */
enum PixelFormat {
  GREY8,
  RGB,
  PALETTE,
  RGBA,
  GREY16;

  /** Draws mostly grey and RGB, sometimes another. */
  static PixelFormat draw(RandomStream random) {
    double at = random.nextDouble();
    return at < 0.5 ? GREY8 : at < 0.74 ? RGB : at < 0.82 ? PALETTE : at < 0.91 ? RGBA : GREY16;
  }

  /** The bytes of a PNG file; the same for the same image on the same build of the JDK. */
  byte[] encode(PhantomImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!Uncheck.get(() -> ImageIO.write(buffered(image), "png", out))) {
      throw new IllegalStateException(
          String.format(
              "Cannot encode a phantom: this JDK has no PNG writer for %s. Use another JDK.",
              this));
    }
    return out.toByteArray();
  }

  private BufferedImage buffered(PhantomImage image) {
    int width = image.width();
    int height = image.height();
    float[] pixels = image.pixels();
    // The buffers are filled directly: setRGB would change the greys by a colour profile.
    return switch (this) {
      case GREY8 ->
          greys(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), pixels, 0);
      case PALETTE ->
          greys(
              new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, whiteFirst()),
              pixels,
              255);
      case RGB -> colours(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), pixels);
      case RGBA -> colours(new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB), pixels);
      case GREY16 -> {
        BufferedImage grey = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
        short[] data = ((DataBufferUShort) grey.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
          data[i] = (short) Math.round(65535 * pixels[i]);
        }
        yield grey;
      }
    };
  }

  private static BufferedImage greys(BufferedImage empty, float[] pixels, int flip) {
    byte[] data = ((DataBufferByte) empty.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < pixels.length; i++) {
      data[i] = (byte) (Math.round(255 * pixels[i]) ^ flip);
    }
    return empty;
  }

  private static BufferedImage colours(BufferedImage empty, float[] pixels) {
    int[] data = ((DataBufferInt) empty.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < pixels.length; i++) {
      data[i] = 0xff000000 | Math.round(255 * pixels[i]) * 0x010101;
    }
    return empty;
  }

  /**
   * White first, because the JDK would write a rising ramp as plain grey, and so that readers that
   * take indices for greys fail.
   */
  private static IndexColorModel whiteFirst() {
    byte[] ramp = new byte[256];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (255 - i);
    }
    return new IndexColorModel(8, 256, ramp, Arrays.copyOf(ramp, 256), Arrays.copyOf(ramp, 256));
  }
}
