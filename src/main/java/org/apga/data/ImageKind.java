package org.apga.data;

import org.apga.data.dicom.DicomHeader;
import org.apga.data.image.ImageFormat;
import org.apga.data.image.JpegSegments;
import org.apga.data.image.UnreadableImageException;

/** The kind of an image file, from its header. */
final class ImageKind {
  /** Offset in a PNG file: W3C, section 11.2.1. */
  private static final int BIT_DEPTH = 24;

  private ImageKind() {}

  /**
   * Words such as {@code PNG of 8 bits} or {@code DICOM (MONOCHROME1 12 bits, JPEG lossless)}.
   *
   * @throws UnreadableImageException if it is not an image, or its header is damaged
   */
  static String of(byte[] file) throws UnreadableImageException {
    ImageFormat format = ImageFormat.of(file);
    switch (format) {
      case PNG -> {
        if (file.length <= BIT_DEPTH) {
          throw new UnreadableImageException("it is truncated");
        }
        return "PNG of " + file[BIT_DEPTH] + " bits";
      }
      case JPEG -> {
        return "JPEG of " + JpegSegments.of(file).precision() + " bits";
      }
      case DICOM -> {
        DicomHeader header = DicomHeader.read(file);
        return "DICOM (%s %d bits, %s)"
            .formatted(header.photometric(), header.bits(), header.syntax());
      }
      default -> {
        return format.name();
      }
    }
  }
}
