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
 * The attributes of a data set up to its pixels, as places in the file: nothing is copied before it
 * is asked for. Source: DICOM PS3.5, section 7.
 */
final class DataSet {
  private static final int UNDEFINED = -1;

  /** Real files nest five deep; a hostile one would end the stack. */
  private static final int DEEPEST = 40;

  private final ByteBuffer file;
  private final boolean explicit;
  private final Map<Integer, Element> elements = new HashMap<>();
  private int end;

  /**
   * @param vr value representation, two letters; empty where the file does not tell
   * @param length bytes; -1 for what ends with a delimiter
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
   * @param explicit whether it names value representations
   * @throws UnreadableImageException if a length leads out of the file
   */
  static DataSet read(ByteBuffer file, int from, boolean explicit) throws UnreadableImageException {
    DataSet set = new DataSet(file, explicit);
    set.end = set.parse(from, file.limit(), 0, false);
    return set;
  }

  /** The attributes of group 2, which are explicit and little endian whatever follows them. */
  static DataSet readMeta(ByteBuffer file, int from) throws UnreadableImageException {
    DataSet set = new DataSet(file, true);
    set.end = set.parse(from, file.limit(), 0, true);
    return set;
  }

  /** Index of what follows. */
  int end() {
    return end;
  }

  private int parse(int from, int limit, int depth, boolean metaOnly)
      throws UnreadableImageException {
    if (depth > DEEPEST) {
      throw damaged("its sequences are nested too deep");
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
    // Whether there are enough pixels is seen where they are read.
    if (length != UNDEFINED && (length < 0 || length > limit - from) && !isPixels(tag)) {
      throw truncated();
    }
    return new Element(vr, from, (int) length);
  }

  /** Walks the items of a sequence of undefined length; theirs may be undefined too. */
  private int sequenceEnd(Element sequence, int limit, int depth) throws UnreadableImageException {
    // Where the file has UN, what is inside is implicit (PS3.5, section 6.2.2, note 2).
    boolean inside = explicit && !sequence.vr.equals("UN");
    int at = sequence.from;
    while (limit - at >= 8) {
      int tag = tag(at);
      int length = file.getInt(at + 4);
      if (tag == Tag.SEQUENCE_END) {
        return at + 8;
      }
      if (tag != Tag.ITEM) {
        throw damaged("a sequence holds something else than items");
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

  /** The values of 16 bits of an attribute, unsigned; none if it is not there. */
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

  /** A byte of an attribute that has at least {@code index + 1}. */
  int byteOf(int tag, int index) {
    Element element = elements.get(tag);
    return element == null ? 0 : file.get(element.from + index) & 0xFF;
  }

  OptionalInt firstShort(int tag) {
    int[] values = shorts(tag);
    return values.length == 0 ? OptionalInt.empty() : OptionalInt.of(values[0]);
  }

  /**
   * A number of 16 bits.
   *
   * @param name of the attribute, for the message
   * @throws UnreadableImageException if it is not there
   */
  int required(int tag, String name) throws UnreadableImageException {
    OptionalInt value = firstShort(tag);
    if (value.isEmpty()) {
      throw new UnreadableImageException("it is a DICOM file without " + name);
    }
    return value.getAsInt();
  }

  /** The first of an attribute's texts, without blanks; empty if it is not there. */
  String firstText(int tag) {
    String text = text(tag, StandardCharsets.ISO_8859_1);
    return text.split("\\\\", -1)[0].replace('\0', ' ').strip();
  }

  /** All that an attribute says, at most 1024 bytes of it; empty if it is not there. */
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
   * @throws UnreadableImageException if it is no number
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
      // The text may be anything, and is not repeated.
    }
    throw damaged("its " + name + " is no number");
  }

  /** ISO 8859-1, which every code string and number is written in. */
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
