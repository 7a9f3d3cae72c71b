package org.apga.data.dicom;

import java.util.Arrays;
import java.util.Optional;

/** How a data set and its pixels are encoded. Source: DICOM PS3.6, table A-1. */
enum TransferSyntax {
  IMPLICIT("1.2.840.10008.1.2", "implicit little endian", Pixels.NATIVE),
  EXPLICIT("1.2.840.10008.1.2.1", "explicit little endian", Pixels.NATIVE),
  DEFLATED("1.2.840.10008.1.2.1.99", "deflated", Pixels.NATIVE),
  BIG_ENDIAN("1.2.840.10008.1.2.2", "explicit big endian", Pixels.NATIVE),
  RLE("1.2.840.10008.1.2.5", "RLE", Pixels.RLE),
  JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG baseline", Pixels.JPEG),
  JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG extended", Pixels.JPEG),
  JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG lossless", Pixels.JPEG),
  JPEG_LOSSLESS_FIRST("1.2.840.10008.1.2.4.70", "JPEG lossless, first order", Pixels.JPEG),
  JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", "JPEG-LS", Pixels.NOT_READ),
  JPEG_LS_LOSSY("1.2.840.10008.1.2.4.81", "JPEG-LS near-lossless", Pixels.NOT_READ),
  JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 lossless", Pixels.JPEG_2000),
  JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", Pixels.JPEG_2000),
  HTJ2K_LOSSLESS("1.2.840.10008.1.2.4.201", "HTJ2K lossless", Pixels.NOT_READ),
  HTJ2K_RPCL("1.2.840.10008.1.2.4.202", "HTJ2K lossless RPCL", Pixels.NOT_READ),
  HTJ2K("1.2.840.10008.1.2.4.203", "HTJ2K", Pixels.NOT_READ),
  MPEG2("1.2.840.10008.1.2.4.100", "MPEG-2", Pixels.NOT_READ),
  MPEG2_HIGH("1.2.840.10008.1.2.4.101", "MPEG-2", Pixels.NOT_READ),
  MPEG4("1.2.840.10008.1.2.4.102", "MPEG-4", Pixels.NOT_READ),
  MPEG4_BD("1.2.840.10008.1.2.4.103", "MPEG-4", Pixels.NOT_READ),
  /** Any other syntax. */
  OTHER("", "an unknown transfer syntax", Pixels.NOT_READ);

  /** How pixels are encoded. */
  enum Pixels {
    NATIVE,
    RLE,
    JPEG,
    JPEG_2000,
    NOT_READ
  }

  private final String uid;
  private final String words;
  private final Pixels pixels;

  TransferSyntax(String uid, String words, Pixels pixels) {
    this.uid = uid;
    this.words = words;
    this.pixels = pixels;
  }

  static Optional<TransferSyntax> of(String uid) {
    if (uid.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(values()).filter(syntax -> syntax.uid.equals(uid)).findFirst().orElse(OTHER));
  }

  String words() {
    return words;
  }

  Pixels pixels() {
    return pixels;
  }

  boolean explicit() {
    return this != IMPLICIT;
  }
}
