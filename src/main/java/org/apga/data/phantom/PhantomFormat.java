package org.apga.data.phantom;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.io.function.Uncheck;

/** What files of a set are. */
public enum PhantomFormat {
  /** Of every pixel format that MURA was seen to use. */
  PNG(".png") {
    @Override
    byte[] encode(PhantomImage image, PixelFormat format, DicomEncoder.About about) {
      return format.encode(image);
    }
  },
  /** Grey, of the quality that ImageIO takes if not told. */
  JPEG(".jpg") {
    @Override
    byte[] encode(PhantomImage image, PixelFormat format, DicomEncoder.About about) {
      BufferedImage grey =
          new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
      byte[] data = ((DataBufferByte) grey.getRaster().getDataBuffer()).getData();
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) Math.round(255 * image.pixels()[i]);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Uncheck.get(() -> ImageIO.write(grey, "jpeg", out));
      return out.toByteArray();
    }
  },
  /** Of every {@link DicomKind} in turn; levels are those of the PNG that would be in its place. */
  DICOM(".dcm") {
    private static final List<DicomKind> OF_8_BITS =
        Stream.of(DicomKind.values()).filter(kind -> kind.bits() < 16).toList();

    @Override
    byte[] encode(PhantomImage image, PixelFormat format, DicomEncoder.About about) {
      int turn = about.number() + about.study() + about.view();
      DicomKind kind =
          format == PixelFormat.GREY16
              ? DicomKind.BIG_ENDIAN_16_BITS
              : OF_8_BITS.get(turn % OF_8_BITS.size());
      return DicomEncoder.encode(image, kind, about);
    }
  };

  private final String ending;

  PhantomFormat(String ending) {
    this.ending = ending;
  }

  /** Of the files' names, with its dot. */
  String ending() {
    return ending;
  }

  /**
   * The bytes of a file.
   *
   * @param format what a PNG would store its pixels as
   */
  abstract byte[] encode(PhantomImage image, PixelFormat format, DicomEncoder.About about);
}
