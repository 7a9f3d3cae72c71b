package org.apga.data.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The format of a file by its first bytes; its name does not matter. */
public enum ImageFormat {
  PNG,
  JPEG,
  DICOM,
  TIFF,
  BMP,
  GIF;

  /** Number of bytes needed to recognise DICOM. */
  public static final int START = 132;

  private static final int PREAMBLE = 128;

  private record Start(int at, String bytes, String name) {}

  /** Other files that are common in such folders; the bytes are in ISO 8859-1. */
  private static final List<Start> NOT_READ =
      List.of(
          new Start(8, "WEBP", "a WebP image"),
          new Start(4, "ftypavif", "an AVIF image"),
          new Start(4, "ftyphei", "an HEIC image"),
          new Start(4, "jP  ", "a JPEG 2000 image"),
          new Start(0, "\u00ff\u004f\u00ff\u0051", "a JPEG 2000 image"),
          new Start(0, "\u0000\u0000\u0000\u000cJXL ", "a JPEG XL image"),
          new Start(0, "\u00ff\n", "a JPEG XL image"),
          new Start(0, "II+\0", "a BigTIFF image"),
          new Start(0, "MM\0+", "a BigTIFF image"),
          new Start(0, "8BPS", "a Photoshop image"),
          new Start(0, "%PDF", "a PDF file"),
          new Start(344, "n+1\0", "a NIfTI volume"),
          new Start(0, "\u001f\u008b", "a gzip archive"),
          new Start(0, "PK\u0003\u0004", "a zip archive"));

  /**
   * The format of a file.
   *
   * @throws UnreadableImageException if the format is not supported; the reason names the format
   */
  public static ImageFormat of(byte[] file) throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException("it is empty");
    }
    if (PngReader.isPng(file)) {
      return PNG;
    }
    if (JpegSegments.isJpeg(file)) {
      return JPEG;
    }
    if (isDicom(file) || isDicomWithoutPreamble(file)) {
      return DICOM;
    }
    Optional<Start> other = NOT_READ.stream().filter(s -> begins(file, s.at, s.bytes)).findFirst();
    if (other.isPresent()) {
      throw new UnreadableImageException(
          "it is " + other.get().name + ", which is not supported; convert it to PNG");
    }
    if (begins(file, 0, "II*\0") || begins(file, 0, "MM\0*")) {
      return TIFF;
    }
    if (begins(file, 0, "BM")) {
      return BMP;
    }
    if (begins(file, 0, "GIF8")) {
      return GIF;
    }
    throw new UnreadableImageException("it is not a PNG, JPEG, DICOM or other known image");
  }

  /** Whether a file with these first bytes has DICOM's preamble. */
  public static boolean isDicom(byte[] start) {
    return begins(start, PREAMBLE, "DICM");
  }

  /** Old files begin with an element of group 2 or 8, little or big endian. */
  private static boolean isDicomWithoutPreamble(byte[] file) {
    if (file.length < 8) {
      return false;
    }
    boolean little = (file[0] == 2 || file[0] == 8) && file[1] == 0 && file[3] == 0;
    boolean big = file[0] == 0 && (file[1] == 2 || file[1] == 8) && file[2] == 0;
    return little || big;
  }

  private static boolean begins(byte[] file, int at, String bytes) {
    byte[] wanted = bytes.getBytes(StandardCharsets.ISO_8859_1);
    return file.length >= at + wanted.length
        && Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
