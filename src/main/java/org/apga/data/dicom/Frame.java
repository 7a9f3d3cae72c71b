package org.apga.data.dicom;

import org.apga.data.image.UnreadableImageException;

/**
 * The layout of a frame's samples, from its data set.
 *
 * @param samples per pixel: 1, or 3 for colour
 * @param allocated bits per stored sample: 1, 8 or 16
 * @param stored bits of a sample that are used, with {@code highBit} as the highest; the others may
 *     contain an overlay or arbitrary values
 * @param signed whether the stored bits are two's complement
 * @param planar whether each colour has its own plane
 * @param photometric meaning of the samples
 * @param frames number of frames of the file
 */
record Frame(
    int rows,
    int columns,
    int samples,
    int allocated,
    int stored,
    int highBit,
    boolean signed,
    boolean planar,
    Photometric photometric,
    int frames) {

  /**
   * @throws UnreadableImageException if something is missing, contradictory or unsupported, or
   *     there are more than {@code maxPixels} pixels
   */
  static Frame of(DataSet data, long maxPixels) throws UnreadableImageException {
    if (data.element(Tag.PIXEL_DATA).isEmpty()) {
      boolean real =
          data.element(Tag.FLOAT_PIXEL_DATA).isPresent()
              || data.element(Tag.DOUBLE_PIXEL_DATA).isPresent();
      throw new UnreadableImageException(
          real
              ? "it is a DICOM file whose pixels are not integers, which is not supported"
              : "it is a DICOM file without pixels");
    }
    int rows = data.required(Tag.ROWS, "a number of rows");
    int columns = data.required(Tag.COLUMNS, "a number of columns");
    UnreadableImageException.requireSize(columns, rows, maxPixels);
    int allocated = data.required(Tag.BITS_ALLOCATED, "bits allocated");
    int stored = data.firstShort(Tag.BITS_STORED).orElse(allocated);
    int highBit = data.firstShort(Tag.HIGH_BIT).orElse(stored - 1);
    int samples = data.firstShort(Tag.SAMPLES_PER_PIXEL).orElse(1);
    if (allocated != 1 && allocated != 8 && allocated != 16) {
      throw new UnreadableImageException(
          "it is a DICOM file of " + allocated + " bits per sample, which is not supported");
    }
    if (stored < 1 || stored > allocated || highBit >= allocated || highBit < stored - 1) {
      throw DataSet.damaged(
          String.format("%d of %d bits are stored, up to bit %d", stored, allocated, highBit));
    }
    Photometric photometric =
        Photometric.of(data.firstText(Tag.PHOTOMETRIC_INTERPRETATION), samples);
    if (photometric.samples() != samples || allocated == 1 && samples > 1) {
      throw DataSet.damaged(
          photometric + " has " + samples + " samples per pixel of " + allocated + " bits");
    }
    return new Frame(
        rows,
        columns,
        samples,
        allocated,
        stored,
        highBit,
        data.firstShort(Tag.PIXEL_REPRESENTATION).orElse(0) == 1,
        data.firstShort(Tag.PLANAR_CONFIGURATION).orElse(0) == 1,
        photometric,
        (int) data.decimal(Tag.NUMBER_OF_FRAMES, "number of frames").orElse(1));
  }

  int pixels() {
    return rows * columns;
  }

  /** The number in the stored bits of a sample. */
  int value(int sample) {
    int bits = sample >> highBit + 1 - stored & (1 << stored) - 1;
    return signed && bits >> stored - 1 == 1 ? bits - (1 << stored) : bits;
  }

  int smallest() {
    return signed ? -(1 << stored - 1) : 0;
  }

  int largest() {
    return signed ? (1 << stored - 1) - 1 : (1 << stored) - 1;
  }

  /** The same frame with samples of another meaning. */
  Frame with(Photometric other) {
    return new Frame(
        rows, columns, samples, allocated, stored, highBit, signed, planar, other, frames);
  }

  /** The same frame with the stored bits lowest, as decoders return them. */
  Frame lowBits() {
    return new Frame(
        rows, columns, samples, allocated, stored, stored - 1, signed, planar, photometric, frames);
  }
}
