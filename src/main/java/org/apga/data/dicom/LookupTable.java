package org.apga.data.dicom;

import org.apga.data.image.UnreadableImageException;

/**
 * A lookup table of a file. Source: DICOM PS3.3, C.11.1.1.1 (its descriptor: number of entries, 0
 * meaning 65536; the first value mapped; bits per entry).
 *
 * @param first the value that maps to the first entry; smaller values map to it too
 * @param bits per entry
 */
record LookupTable(int[] entries, int first, int bits) {

  /**
   * @param item contains the descriptor and the data
   * @param signed whether the values that are looked up are signed
   */
  static LookupTable of(DataSet item, int descriptorTag, int dataTag, boolean signed)
      throws UnreadableImageException {
    int[] descriptor = item.shorts(descriptorTag);
    if (descriptor.length < 3) {
      throw DataSet.damaged("a lookup table has no descriptor");
    }
    int count = descriptor[0] == 0 ? 1 << 16 : descriptor[0];
    int bits = descriptor[2];
    int[] words = item.shorts(dataTag);
    boolean bytes = bits <= 8 && words.length < count;
    if (bits < 1 || bits > 16 || words.length < (bytes ? (count + 1) / 2 : count)) {
      throw DataSet.damaged("a lookup table is too short");
    }
    int[] entries = new int[count];
    for (int i = 0; i < count; i++) {
      entries[i] = bytes ? item.byteOf(dataTag, i) : words[i] & (1 << bits) - 1;
    }
    return new LookupTable(entries, signed ? (short) descriptor[1] : descriptor[1], bits);
  }

  int of(double value) {
    double index = Math.floor(value) - first;
    return entries[(int) Math.max(0, Math.min(entries.length - 1, index))];
  }

  int white() {
    return (1 << bits) - 1;
  }
}
