package org.apga.data.image;

/**
 * Samples of 1 to 16 bits, the leftmost in the high bits of a byte, 16 bits with the high byte
 * first: height x width x samples per pixel.
 *
 * @param before bytes before the first sample of each row
 * @param rowBytes bytes from one row to the next
 */
record PackedSamples(
    byte[] bytes, int before, int rowBytes, int width, int height, int perPixel, int depth) {

  private void read(int y, int[] samples) {
    int at = y * rowBytes + before;
    if (depth == 8) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = bytes[at + i] & 0xff;
      }
    } else if (depth == 16) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (bytes[at + 2 * i] & 0xff) << 8 | bytes[at + 2 * i + 1] & 0xff;
      }
    } else {
      int mask = (1 << depth) - 1;
      for (int i = 0; i < samples.length; i++) {
        int bit = i * depth;
        samples[i] = bytes[at + bit / 8] >> 8 - depth - bit % 8 & mask;
      }
    }
  }

  /** The largest sample of all. */
  int largest() {
    int[] row = new int[width * perPixel];
    int largest = 0;
    for (int y = 0; y < height; y++) {
      read(y, row);
      for (int sample : row) {
        largest = Math.max(largest, sample);
      }
    }
    return largest;
  }

  /**
   * The sample that is white. If fewer bits are significant than stored, samples should be scaled
   * to all stored bits; but writers of 12 bits often do not scale them, and then no sample exceeds
   * the significant bits.
   *
   * @param significantBits 0 if unknown
   */
  int white(int significantBits) {
    boolean maybeUnscaled = significantBits > 0 && significantBits < depth;
    int bits = maybeUnscaled && largest() < 1 << significantBits ? significantBits : depth;
    return (1 << bits) - 1;
  }

  /** The level of each pixel's first sample. */
  Plane lookedUp(float[] levels) {
    if (depth == Byte.SIZE) {
      // Most radiographs: one look-up per byte.
      return new Plane(
          height,
          width,
          (y, row) -> {
            int at = y * rowBytes + before;
            for (int x = 0; x < width; x++, at += perPixel) {
              row[x] = levels[bytes[at] & 0xff];
            }
          });
    }
    return plane(
        (samples, row) -> {
          for (int x = 0; x < width; x++) {
            row[x] = levels[samples[x * perPixel]];
          }
        });
  }

  /**
   * Samples times {@code scale}; of a colour image, the first three of a pixel in grey; otherwise
   * the first.
   */
  Plane scaled(float scale, boolean colour, Channel channel) {
    if (!colour && depth == Byte.SIZE) {
      float[] levels = new float[1 << Byte.SIZE];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = i * scale;
      }
      return lookedUp(levels);
    }
    if (!colour) {
      return plane(
          (samples, row) -> {
            for (int x = 0; x < width; x++) {
              row[x] = samples[x * perPixel] * scale;
            }
          });
    }
    return plane(
        (samples, row) -> {
          for (int x = 0; x < width; x++) {
            int at = x * perPixel;
            row[x] =
                Luma.of(
                    samples[at] * scale, samples[at + 1] * scale, samples[at + 2] * scale, channel);
          }
        });
  }

  private interface RowOf {
    void levels(int[] samples, float[] row);
  }

  private Plane plane(RowOf levels) {
    int[] samples = new int[width * perPixel];
    return new Plane(
        height,
        width,
        (y, row) -> {
          read(y, samples);
          levels.levels(samples, row);
        });
  }
}
