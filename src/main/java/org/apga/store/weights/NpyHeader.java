package org.apga.store.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.apga.engine.Tensor;
import org.apga.files.DamagedFileException;

/**
 * The header of a numpy array file (.npy, format 1.0): type and shape of the numbers after it.
 *
 * @param shape length of each dimension; empty for a scalar
 */
record NpyHeader(NumberFormat dtype, int[] shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int PREFIX_BYTES = MAGIC.length + 2;
  // Where the numbers start, as numpy places them, so that they can be memory-mapped.
  private static final int ALIGNMENT = 64;
  private static final Pattern DESCR = Pattern.compile("'descr': *('([^']*)'|\\[.*\\])");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

  /** Number of bytes that follow the header. */
  long contentBytes() {
    return (long) Tensor.sizeOf(shape) * dtype.bytes;
  }

  /** The header as bytes, padded to a multiple of 64. */
  byte[] bytes() {
    String dimensions =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String text =
        String.format(
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s, }",
            dtype.numpy, dimensions, (shape.length == 1 ? ",)" : ")"));
    int unpadded = PREFIX_BYTES + text.length() + 1;
    int length = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - PREFIX_BYTES;
    String line = StringUtils.rightPad(text, length - 1) + "\n";
    return ByteBuffer.allocate(PREFIX_BYTES + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) length)
        .put(line.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /**
   * @param array name for the message
   * @throws IOException if it is not a header of this format
   */
  static NpyHeader read(InputStream in, String array) throws IOException {
    byte[] prefix = in.readNBytes(PREFIX_BYTES);
    if (prefix.length < PREFIX_BYTES) {
      throw new EOFException("unexpected end");
    }
    if (!Arrays.equals(prefix, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw refusal(array, "it is not a .npy array of format 1.0. Save it with numpy.savez.");
    }
    int length = (prefix[MAGIC.length] & 0xff) | ((prefix[MAGIC.length + 1] & 0xff) << 8);
    byte[] ascii = in.readNBytes(length);
    if (ascii.length < length) {
      throw new EOFException("unexpected end");
    }
    String text = new String(ascii, StandardCharsets.US_ASCII);
    Matcher descr = DESCR.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!descr.find() || !order.find() || !shape.find()) {
      throw refusal(array, "its .npy header cannot be parsed. Save it with numpy.savez.");
    }
    for (NumberFormat dtype : NumberFormat.values()) {
      if (dtype.numpy.equals(descr.group(2))) {
        if (order.group(1).equals("True")) {
          throw refusal(
              array, "it is in Fortran order. Save numpy.ascontiguousarray of it instead.");
        }
        return new NpyHeader(dtype, dimensions(shape.group(1), array));
      }
    }
    throw refusal(array, "its dtype is " + descr.group(1) + ". Save it as '<f4' or '<f8'.");
  }

  private static int[] dimensions(String list, String array) throws IOException {
    try {
      int[] shape =
          Pattern.compile(",")
              .splitAsStream(list)
              .map(String::strip)
              .filter(dimension -> !dimension.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      Tensor.sizeOf(shape);
      return shape;
    } catch (ArithmeticException | NumberFormatException e) {
      throw refusal(array, "its shape (" + list + ") is too large. Split it.");
    }
  }

  /** The one-line error for an array. */
  static IOException refusal(String array, String reasonAndRemedy) {
    return new DamagedFileException(
        "Cannot read array " + array + " of the network file: " + reasonAndRemedy);
  }
}
