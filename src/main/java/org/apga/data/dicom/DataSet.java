package org.apga.data.dicom;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apga.data.image.UnreadableImageException;

/**
 * The attributes of a data set up to its pixels, as positions in the file: values are copied only
 * when they are read. Source: DICOM PS3.5, section 7.
 */
final class DataSet {
  private static final int UNDEFINED = -1;

  /** Real files nest five levels deep; a malicious one could overflow the stack. */
  private static final int DEEPEST = 40;

  private final ByteBuffer file;
  private final boolean explicit;
  private final Map<Integer, Element> elements = new HashMap<>();
  private int end;

  /**
   * @param vr value representation, two letters; empty if the file does not contain it
   * @param length bytes; -1 if a delimiter marks the end
   */
  record Element(String vr, int from, int length) {}

  private DataSet(ByteBuffer file, boolean explicit) {
    this.file = file;
    this.explicit = explicit;
  }

  /**
   * Reads attributes until the pixels, or the end.
   *
   * @param file in its byte order
   * @param explicit whether it contains value representations
   * @throws UnreadableImageException if a length exceeds the file
   */
  static DataSet read(ByteBuffer file, int from, boolean explicit) throws UnreadableImageException {
    DataSet set = new DataSet(file, explicit);
    set.end = set.parse(from, file.limit(), 0, false);
    return set;
  }

  /**
   * Reads the attributes of group 2, which are explicit and little endian whatever follows them.
   */
  static DataSet readMeta(ByteBuffer file, int from) throws UnreadableImageException {
    DataSet set = new DataSet(file, true);
    set.end = set.parse(from, file.limit(), 0, true);
    return set;
  }

  /** Index at which reading ended: of the pixels, or after the last attribute that was read. */
  int end() {
    return end;
  }

  private int parse(int from, int limit, int depth, boolean metaOnly)
      throws UnreadableImageException {
    if (depth > DEEPEST) {
      throw damaged("its sequences are nested too deeply");
    }
    int at = from;
    while (limit - at >= 8) {
      int tag = tag(at);
      if (metaOnly && Tag.group(tag) != 2) {
        return at;
      }
      if (tag == Tag.ITEM_END || tag == Tag.SEQUENCE_END) {
        return at + 8;
      }
      Element element = element(at, limit);
      elements.putIfAbsent(tag, element);
      if (isPixels(tag) && depth == 0) {
        return element.from;
      }
      at =
          element.length == UNDEFINED
              ? sequenceEnd(element, limit, depth)
              : element.from + element.length;
    }
    return at;
  }

  private static boolean isPixels(int tag) {
    return tag == Tag.PIXEL_DATA || tag == Tag.FLOAT_PIXEL_DATA || tag == Tag.DOUBLE_PIXEL_DATA;
  }

  private int tag(int at) {
    return (file.getShort(at) & 0xFFFF) << 16 | file.getShort(at + 2) & 0xFFFF;
  }

  private Element element(int at, int limit) throws UnreadableImageException {
    int tag = tag(at);
    String vr = "";
    int from = at + 8;
    long length;
    if (Tag.group(tag) == 0xFFFE || !explicit) {
      length = file.getInt(at + 4);
    } else {
      vr = text(at + 4, 2);
      if (!vr.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
        throw damaged("an attribute has no value representation");
      }
      if (List.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")
          .contains(vr)) {
        if (limit - at < 12) {
          throw truncated();
        }
        length = file.getInt(at + 8);
        from = at + 12;
      } else {
        length = file.getShort(at + 6) & 0xFFFF;
      }
    }
    // The length of the pixels is checked when they are read.
    if (length != UNDEFINED && (length < 0 || length > limit - from) && !isPixels(tag)) {
      throw truncated();
    }
    return new Element(vr, from, (int) length);
  }

  /**
   * Finds the end of a sequence of undefined length; the lengths of its items may be undefined too.
   */
  private int sequenceEnd(Element sequence, int limit, int depth) throws UnreadableImageException {
    // The items of a sequence with UN are implicit (PS3.5, section 6.2.2, note 2).
    boolean inside = explicit && !sequence.vr.equals("UN");
    int at = sequence.from;
    while (limit - at >= 8) {
      int tag = tag(at);
      int length = file.getInt(at + 4);
      if (tag == Tag.SEQUENCE_END) {
        return at + 8;
      }
      if (tag != Tag.ITEM) {
        throw damaged("a sequence contains something other than items");
      }
      if (length == UNDEFINED) {
        at = new DataSet(file, inside).parse(at + 8, limit, depth + 1, false);
      } else if (length < 0 || length > limit - at - 8) {
        throw truncated();
      } else {
        at += 8 + length;
      }
    }
    throw truncated();
  }

  /** The attributes of the first item of a sequence; none if there is no such sequence or item. */
  Optional<DataSet> firstItem(int tag) throws UnreadableImageException {
    Element sequence = elements.get(tag);
    if (sequence == null || sequence.length == 0) {
      return Optional.empty();
    }
    int limit = sequence.length == UNDEFINED ? file.limit() : sequence.from + sequence.length;
    if (limit - sequence.from < 8 || tag(sequence.from) != Tag.ITEM) {
      return Optional.empty();
    }
    int length = file.getInt(sequence.from + 4);
    int from = sequence.from + 8;
    if (length != UNDEFINED && (length < 0 || length > limit - from)) {
      throw truncated();
    }
    DataSet item = new DataSet(file, explicit && !sequence.vr.equals("UN"));
    item.parse(from, length == UNDEFINED ? limit : from + length, 1, false);
    return Optional.of(item);
  }

  Optional<Element> element(int tag) {
    return Optional.ofNullable(elements.get(tag));
  }

  boolean has(int tag) {
    Element element = elements.get(tag);
    return element != null && element.length != 0;
  }

  /** The 16-bit values of an attribute, unsigned; none if it is missing. */
  int[] shorts(int tag) {
    Element element = elements.get(tag);
    if (element == null) {
      return new int[0];
    }
    int[] values = new int[Math.max(0, element.length) / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = file.getShort(element.from + 2 * i) & 0xFFFF;
    }
    return values;
  }

  /** A byte of an attribute that has at least {@code index + 1} bytes; 0 if it is missing. */
  int byteOf(int tag, int index) {
    Element element = elements.get(tag);
    return element == null ? 0 : file.get(element.from + index) & 0xFF;
  }

  OptionalInt firstShort(int tag) {
    int[] values = shorts(tag);
    return values.length == 0 ? OptionalInt.empty() : OptionalInt.of(values[0]);
  }

  /**
   * A 16-bit number.
   *
   * @param name of the attribute, for the message
   * @throws UnreadableImageException if it is missing
   */
  int required(int tag, String name) throws UnreadableImageException {
    OptionalInt value = firstShort(tag);
    if (value.isEmpty()) {
      throw new UnreadableImageException("it is a DICOM file without " + name);
    }
    return value.getAsInt();
  }

  /** The first of an attribute's texts, without surrounding blanks; empty if it is missing. */
  String firstText(int tag) {
    String text = text(tag, StandardCharsets.ISO_8859_1);
    return text.split("\\\\", -1)[0].replace('\0', ' ').strip();
  }

  /** The whole text of an attribute, at most 1024 bytes; empty if it is missing. */
  String text(int tag, Charset charset) {
    Element element = elements.get(tag);
    if (element == null || element.length <= 0) {
      return "";
    }
    return new String(bytes(element.from, Math.min(element.length, 1024)), charset);
  }

  /**
   * The first of an attribute's decimal numbers.
   *
   * @param name of the attribute, for the message
   * @throws UnreadableImageException if it is not a number
   */
  OptionalDouble decimal(int tag, String name) throws UnreadableImageException {
    String text = firstText(tag);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException e) {
      // The message omits the text, which may be anything.
    }
    throw damaged("its " + name + " is not a number");
  }

  /** ISO 8859-1, the character set of all code strings and numbers. */
  private String text(int from, int length) {
    return new String(bytes(from, length), StandardCharsets.ISO_8859_1);
  }

  private byte[] bytes(int from, int length) {
    byte[] bytes = new byte[length];
    file.get(from, bytes);
    return bytes;
  }

  static UnreadableImageException truncated() {
    return new UnreadableImageException("it is truncated");
  }

  static UnreadableImageException damaged(String why) {
    return new UnreadableImageException("it is damaged (" + why + ")");
  }
}
