package org.apga.data.phantom;

/**
 * How a DICOM phantom is encoded, in the ways that differ between hospitals' files. All are
 * lossless.
 */
enum DicomKind {
  EXPLICIT_8_BITS("1.2.840.10008.1.2.1", 8),
  /** 12 of 16 bits, and a window. */
  IMPLICIT_12_BITS("1.2.840.10008.1.2", 12),
  BIG_ENDIAN_16_BITS("1.2.840.10008.1.2.2", 16),
  DEFLATED("1.2.840.10008.1.2.1.99", 8),
  RUN_LENGTHS("1.2.840.10008.1.2.5", 12),
  /** White is 0. */
  INVERTED("1.2.840.10008.1.2.1", 12),
  /** Signed values with a rescale, and an overlay in the bits above them. */
  SIGNED_WITH_OVERLAY("1.2.840.10008.1.2.1", 12),
  PLANES_OF_COLOUR("1.2.840.10008.1.2.1", 8),
  PALETTE("1.2.840.10008.1.2.1", 8),
  /** With each predictor in turn. */
  JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", 12);

  private final String transferSyntax;
  private final int bits;

  DicomKind(String transferSyntax, int bits) {
    this.transferSyntax = transferSyntax;
    this.bits = bits;
  }

  String transferSyntax() {
    return transferSyntax;
  }

  /** Bits stored per sample. */
  int bits() {
    return bits;
  }

  boolean isEncapsulated() {
    return this == RUN_LENGTHS || this == JPEG_LOSSLESS;
  }
}
