package org.apga.data.phantom;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.io.function.Uncheck;

/** The format of a set's files. */
public enum PhantomFormat {
  /** In every {@link PixelFormat}. */
  PNG(".png") {
    @Override
    byte[] encode(PhantomImage image, PixelFormat format, DicomEncoder.About about) {
      return format.encode(image);
    }
  },
  /** Grey, in ImageIO's default quality. */
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
  /** In every {@link DicomKind} in turn; the levels are the same as those of a PNG of the image. */
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

  /** The ending of the files' names, with its dot. */
  String ending() {
    return ending;
  }

  /**
   * The bytes of a file.
   *
   * @param format pixel format of a PNG of the image
   */
  abstract byte[] encode(PhantomImage image, PixelFormat format, DicomEncoder.About about);
}
