package org.apga.data.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apga.data.phantom.DicomAttributes;

/** Makes small DICOM files of whatever attributes a test wants. */
final class DicomFiles {
  /** By their tags, in whose order they are written. */
  private final Map<Integer, Consumer<DicomAttributes>> attributes =
      new TreeMap<>(Integer::compareUnsigned);

  private String syntax = "1.2.840.10008.1.2.1";

  private DicomFiles() {}

  /** Unsigned samples of 16 bits, all of which count, in one row. */
  static DicomFiles of(int... samples) {
    return new DicomFiles()
        .shorts(Tag.SAMPLES_PER_PIXEL, 1)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME2")
        .shorts(Tag.ROWS, 1)
        .shorts(Tag.COLUMNS, samples.length)
        .shorts(Tag.BITS_ALLOCATED, 16)
        .shorts(Tag.BITS_STORED, 16)
        .shorts(Tag.HIGH_BIT, 15)
        .shorts(Tag.PIXEL_REPRESENTATION, 0)
        .put(Tag.PIXEL_DATA, out -> out.shorts(Tag.PIXEL_DATA, "OW", samples));
  }

  DicomFiles put(int tag, Consumer<DicomAttributes> attribute) {
    attributes.put(tag, attribute);
    return this;
  }

  DicomFiles without(int tag) {
    attributes.remove(tag);
    return this;
  }

  DicomFiles shorts(int tag, int... values) {
    return put(tag, out -> out.shorts(tag, "US", values));
  }

  DicomFiles text(int tag, String vr, String value) {
    return put(tag, out -> out.text(tag, vr, value));
  }

  /** A sequence of one item with a descriptor and its table. */
  DicomFiles table(int tag, int first, int bits, int... entries) {
    byte[] item =
        new DicomAttributes(true, ByteOrder.LITTLE_ENDIAN)
            .shorts(Tag.LUT_DESCRIPTOR, "US", entries.length, first, bits)
            .shorts(Tag.LUT_DATA, "OW", entries)
            .toBytes();
    ByteArrayOutputStream items = new ByteArrayOutputStream();
    items.writeBytes(new byte[] {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0});
    items.writeBytes(new byte[] {(byte) item.length, (byte) (item.length >> 8), 0, 0});
    items.writeBytes(item);
    return put(tag, out -> out.bytes(tag, "SQ", items.toByteArray()));
  }

  DicomFiles syntax(String uid) {
    syntax = uid;
    return this;
  }

  /** With a preamble. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[128]);
    out.writeBytes(new byte[] {'D', 'I', 'C', 'M'});
    out.writeBytes(
        new DicomAttributes(true, ByteOrder.LITTLE_ENDIAN)
            .text(Tag.TRANSFER_SYNTAX, "UI", syntax)
            .toBytes());
    out.writeBytes(data(true));
    return out.toByteArray();
  }

  /** As old files are: the data set alone, which begins with group 8. */
  byte[] withoutPreamble(boolean explicit) {
    text(0x00080060, "CS", "DX");
    return data(explicit);
  }

  private byte[] data(boolean explicit) {
    boolean big = syntax.equals("1.2.840.10008.1.2.2");
    DicomAttributes out =
        new DicomAttributes(explicit, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    List<Consumer<DicomAttributes>> all = new ArrayList<>(attributes.values());
    all.forEach(attribute -> attribute.accept(out));
    return out.toBytes();
  }
}
