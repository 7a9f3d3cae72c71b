package org.apga.data.phantom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes attributes in the order in which they are given, which is the order of their tags. */
public final class DicomAttributes {
  private static final List<String> LONG = List.of("OB", "OW", "SQ", "UC", "UN", "UR", "UT");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean explicit;
  private final ByteOrder order;

  public DicomAttributes(boolean explicit, ByteOrder order) {
    this.explicit = explicit;
    this.order = order;
  }

  public DicomAttributes text(int tag, String vr, String value) {
    byte[] text = value.getBytes(StandardCharsets.US_ASCII);
    byte[] even = new byte[text.length + text.length % 2];
    System.arraycopy(text, 0, even, 0, text.length);
    if (even.length > text.length) {
      even[text.length] = (byte) (vr.equals("UI") ? 0 : ' ');
    }
    return bytes(tag, vr, even);
  }

  /** Writes 16-bit numbers. */
  public DicomAttributes shorts(int tag, String vr, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(order);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return bytes(tag, vr, buffer.array());
  }

  /** Writes a value with an even number of bytes. */
  public DicomAttributes bytes(int tag, String vr, byte[] value) {
    header(tag, vr, value.length);
    out.writeBytes(value);
    return this;
  }

  /** Writes one frame in one fragment, with an empty offset table. */
  public DicomAttributes encapsulated(int tag, byte[] frame) {
    header(tag, "OB", -1);
    item(0xFFFEE000, 0);
    item(0xFFFEE000, frame.length + frame.length % 2);
    out.writeBytes(frame);
    if (frame.length % 2 == 1) {
      out.write(0);
    }
    item(0xFFFEE0DD, 0);
    return this;
  }

  public byte[] toBytes() {
    return out.toByteArray();
  }

  private void header(int tag, String vr, int length) {
    ByteBuffer header = ByteBuffer.allocate(12).order(order);
    header.putShort((short) (tag >>> 16)).putShort((short) tag);
    if (!explicit) {
      header.putInt(length);
    } else {
      header.put((byte) vr.charAt(0)).put((byte) vr.charAt(1));
      if (LONG.contains(vr)) {
        header.putShort((short) 0).putInt(length);
      } else {
        header.putShort((short) length);
      }
    }
    out.write(header.array(), 0, header.position());
  }

  private void item(int tag, int length) {
    ByteBuffer item = ByteBuffer.allocate(8).order(order);
    item.putShort((short) (tag >>> 16)).putShort((short) tag).putInt(length);
    out.writeBytes(item.array());
  }
}
