package org.apga.data;

import org.apga.data.dicom.DicomReader;
import org.apga.data.image.ImageFormat;
import org.apga.data.image.ImageIoReader;
import org.apga.data.image.JpegReader;
import org.apga.data.image.Plane;
import org.apga.data.image.PngReader;
import org.apga.data.image.Resampler;
import org.apga.data.image.UnreadableImageException;

/** Decodes the bytes of an image file to grey levels of one size. */
final class Radiograph {
  private Radiograph() {}

  /**
   * A decoded image.
   *
   * @param levels height x width grey levels, unsigned, row-major
   * @param size of the file's image
   */
  record Decoded(byte[] levels, ImageSize size) {}

  /**
   * Decodes an image and resizes it to size x size, ignoring its aspect ratio.
   *
   * @throws UnreadableImageException if it is empty, truncated, damaged, of an unsupported kind, or
   *     has more pixels than the limit, in which case nothing is decoded
   */
  static Decoded decode(byte[] file, Decoding how) throws UnreadableImageException {
    Plane plane = how.reading().levels().of(read(file, how.reading()));
    float[] resized = Resampler.resize(plane, how.size(), how.size());
    byte[] levels = new byte[resized.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.min(255, (int) (resized[i] + 0.5f));
    }
    return new Decoded(levels, new ImageSize(plane.height(), plane.width()));
  }

  private static Plane read(byte[] file, Reading how) throws UnreadableImageException {
    ImageFormat format = ImageFormat.of(file);
    return switch (format) {
      case PNG -> PngReader.read(file, how.channel(), how.maxPixels());
      case JPEG -> JpegReader.read(file, how.channel(), how.maxPixels());
      case DICOM ->
          DicomReader.read(file, how.window(), how.frame(), how.channel(), how.maxPixels());
      case TIFF, BMP, GIF -> ImageIoReader.read(file, format, how.channel(), how.maxPixels());
    };
  }
}
