package org.apga.store.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.files.DamagedFileException;
import org.apga.files.JsonFile;

/**
 * Reads a safetensors file (github.com/huggingface/safetensors, "Format"): 8 bytes with the length
 * of the header, a header in JSON, then the numbers of all tensors without gaps.
 */
final class SafetensorsReader {
  // The format's own limit.
  private static final long MOST_HEAD_BYTES = 100_000_000;
  private static final String METADATA = "__metadata__";

  private record Entry(String name, NumberFormat format, int[] shape, long begin, long end) {}

  private SafetensorsReader() {}

  /** Whether a file that begins with these 9 bytes can be a safetensors file. */
  static boolean recognises(byte[] start) {
    return start.length > Long.BYTES
        && start[Long.BYTES] == '{'
        && headBytes(start) <= MOST_HEAD_BYTES
        && headBytes(start) > 0;
  }

  private static long headBytes(byte[] start) {
    return ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /**
   * Reads the stream to its end and leaves it open.
   *
   * @throws IOException if the file is damaged, or contains a tensor that is not a weight
   */
  static StoredNetwork read(InputStream source) throws IOException {
    InputStream in = new SourceInput(source);
    long length = headBytes(exactly(in, Long.BYTES));
    List<Entry> entries = entries(head(exactly(in, (int) length)));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> formats = new LinkedHashMap<>();
    long position = 0;
    for (Entry entry : entries) {
      if (entry.begin != position) {
        throw refusal("tensor " + entry.name + " does not follow the one before it");
      }
      position = entry.end;
      if (entry.format == NumberFormat.LONG) {
        in.skipNBytes(entry.end - entry.begin);
        continue;
      }
      try {
        tensors.put(entry.name, entry.format.read(in, entry.shape));
      } catch (EOFException e) {
        throw refusal("it ends within tensor " + entry.name);
      }
      formats.put(entry.name, entry.format.label);
    }
    if (in.read() != -1) {
      throw refusal("it has bytes after its last tensor");
    }
    return new StoredNetwork(new NetworkState(Collections.unmodifiableMap(tensors)), formats, null);
  }

  private static byte[] exactly(InputStream in, int bytes) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw refusal("it ends within its header");
    }
    return read;
  }

  private static JsonNode head(byte[] json) throws IOException {
    try {
      return JsonFile.parse(json);
    } catch (JsonProcessingException e) {
      throw refusal("its header is not JSON");
    }
  }

  private static List<Entry> entries(JsonNode head) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : head.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    return entries;
  }

  private static Entry entry(String name, JsonNode described) throws IOException {
    String dtype = described.path("dtype").asText();
    NumberFormat format =
        Arrays.stream(NumberFormat.values())
            .filter(one -> one.safetensors.equals(dtype))
            .findFirst()
            .orElse(null);
    if (format == null || (format == NumberFormat.LONG && !name.endsWith(NetworkFile.COUNTER))) {
      throw refusal(
          "tensor " + name + " has dtype " + dtype + ", but weights are F64, F32, F16 or BF16");
    }
    JsonNode offsets = described.path("data_offsets");
    long begin = offsets.path(0).asLong(-1);
    long end = offsets.path(1).asLong(-1);
    int[] shape = new int[described.path("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = described.path("shape").path(i).asInt(-1);
    }
    if (begin < 0 || end - begin != bytes(shape, format)) {
      throw refusal("tensor " + name + " does not have as many bytes as its shape requires");
    }
    return new Entry(name, format, shape, begin, end);
  }

  /** The bytes of a tensor; -1 if the shape is invalid. */
  private static long bytes(int[] shape, NumberFormat format) {
    if (Arrays.stream(shape).anyMatch(dimension -> dimension < 0)) {
      return -1;
    }
    try {
      return (long) Tensor.sizeOf(shape) * format.bytes;
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private static IOException refusal(String why) {
    return new DamagedFileException(
        "Cannot read the safetensors file: " + why + ". Save it again with safetensors.");
  }
}
