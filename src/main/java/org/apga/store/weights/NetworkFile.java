package org.apga.store.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.files.JsonFile;

/**
 * A network's state as a numpy archive, which {@code numpy.load} opens: an uncompressed zip of .npy
 * arrays.
 *
 * <p>Tensors go by their PyTorch names ({@code features.conv0.weight.npy}); Adam's state follows as
 * {@code adam.steps.npy} (a 64-bit integer scalar), {@code adam.m/<name>.npy} (first moments),
 * {@code adam.v/<name>.npy} (second moments), {@code adam.carried/<name>.npy} and {@code
 * adam.average/<name>.npy}; separate norms for masked images are {@code adam.masked/<name>.npy},
 * with {@code adam.masked.steps.npy} and moments {@code adam.masked.m/<name>.npy} and {@code
 * adam.masked.v/<name>.npy}. If grey levels are normalised, {@code input/mean.npy} and {@code
 * input/deviation.npy} come before Adam's state. Floats are {@code <f4}, doubles {@code <f8}, in C
 * order. Imported weights are followed by {@code origin.json}. The same state gives the same bytes.
 * Only the tensors of a file are held in memory.
 *
 * <p>It also reads archives that numpy writes: compressed ones, half precision, and PyTorch's
 * whole-number counters ({@code num_batches_tracked}), which it skips.
 */
public final class NetworkFile {
  static final String SUFFIX = ".npy";
  private static final String RESERVED = "adam.";
  static final String STEPS = "adam.steps";
  static final String FIRST_MOMENTS = "adam.m/";
  static final String SECOND_MOMENTS = "adam.v/";
  static final String CARRIED = "adam.carried/";
  static final String AVERAGE = "adam.average/";
  static final String MASKED = "adam.masked/";
  static final String MASKED_STEPS = "adam.masked.steps";
  static final String MASKED_FIRST = "adam.masked.m/";
  static final String MASKED_SECOND = "adam.masked.v/";
  static final String INPUT = "input/";
  static final String MEAN = "mean";
  static final String DEVIATION = "deviation";

  /** Prefixes of the names of arrays that are not weights. */
  static final List<String> PREFIXES =
      List.of(
          FIRST_MOMENTS,
          SECOND_MOMENTS,
          CARRIED,
          AVERAGE,
          MASKED,
          MASKED_FIRST,
          MASKED_SECOND,
          INPUT);

  // Later than the first time of the zip format, for which Java would add a time zone.
  private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 2, 1, 0, 0);
  private static final int CHUNK_BYTES = 1 << 16;
  static final String COUNTER = "num_batches_tracked";
  private static final String COUNTED = "running_var";
  static final String ORIGIN = "origin.json";
  static final int MOST_ORIGIN_BYTES = 1 << 16;

  private NetworkFile() {}

  /**
   * Writes a state; leaves the stream open.
   *
   * @throws IllegalArgumentException if a tensor's name begins with {@code adam.}
   */
  public static void write(OutputStream out, NetworkState state) throws IOException {
    for (String name : state.tensors().keySet()) {
      if (name.startsWith(RESERVED)) {
        throw new IllegalArgumentException(
            "Cannot write tensor "
                + name
                + ": names that begin with adam. are the optimiser's. Rename it.");
      }
    }
    ZipOutputStream zip = new ZipOutputStream(out);
    writeNetwork(zip, state);
    NetworkState.Optimiser optimiser = state.optimiser();
    if (optimiser != null) {
      write(zip, STEPS, optimiser.steps());
      writeAll(zip, FIRST_MOMENTS, optimiser.firstMoments());
      writeAll(zip, SECOND_MOMENTS, optimiser.secondMoments());
      writeAll(zip, CARRIED, optimiser.carried());
      writeAll(zip, AVERAGE, optimiser.average());
      NetworkState.OwnNorms masked = optimiser.masked();
      if (!masked.tensors().isEmpty()) {
        write(zip, MASKED_STEPS, masked.steps());
        writeAll(zip, MASKED, masked.tensors());
        writeAll(zip, MASKED_FIRST, masked.firstMoments());
        writeAll(zip, MASKED_SECOND, masked.secondMoments());
      }
    }
    end(zip);
  }

  private static void writeNetwork(ZipOutputStream zip, NetworkState state) throws IOException {
    writeAll(zip, "", state.tensors());
    if (!state.input().isNone()) {
      write(zip, INPUT + MEAN, vector(state.input().mean()));
      write(zip, INPUT + DEVIATION, vector(state.input().deviation()));
    }
  }

  private static Tensor vector(List<Double> numbers) {
    return new Tensor.Doubles(
        new int[] {numbers.size()}, numbers.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void end(ZipOutputStream zip) throws IOException {
    zip.finish();
    zip.flush();
  }

  /**
   * Writes imported weights, the normalisation they were trained with and where they came from;
   * leaves the stream open.
   */
  public static void write(OutputStream out, NetworkState imported, Origin origin)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    writeNetwork(zip, imported);
    byte[] json =
        JsonFile.bytes(JsonFile.object().put("file", origin.file()).put("sha256", origin.sha256()));
    stored(zip, ORIGIN, json.length, sink -> sink.take(json, json.length));
    end(zip);
  }

  /**
   * Writes a file for PyTorch's {@code load_state_dict} with {@code strict=True}: weights, and for
   * every running variance its batch norm's counter; leaves the stream open.
   *
   * @param batches the value of the counters; PyTorch computes nothing from it unless momentum is
   *     None
   */
  public static void writeForTorch(OutputStream out, Map<String, Tensor> tensors, long batches)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      String name = named.getKey();
      write(zip, name, named.getValue());
      if (name.endsWith(COUNTED)) {
        write(zip, name.substring(0, name.length() - COUNTED.length()) + COUNTER, batches);
      }
    }
    end(zip);
  }

  static Origin origin(byte[] json) throws IOException {
    JsonNode document = JsonFile.parse(json);
    return new Origin(document.path("file").asText(), document.path("sha256").asText());
  }

  /** Takes the first {@code count} bytes of a buffer. */
  private interface Sink {
    void take(byte[] buffer, int count) throws IOException;
  }

  /** Passes its bytes, chunk by chunk, to a sink. */
  private interface Content {
    void into(Sink sink) throws IOException;
  }

  private static void writeAll(ZipOutputStream zip, String prefix, Map<String, Tensor> tensors)
      throws IOException {
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      write(zip, prefix + named.getKey(), named.getValue());
    }
  }

  private static void write(ZipOutputStream zip, String array, Tensor tensor) throws IOException {
    NumberFormat format =
        tensor instanceof Tensor.Floats ? NumberFormat.FLOAT : NumberFormat.DOUBLE;
    write(zip, array, new NpyHeader(format, tensor.shape()), sink -> encode(tensor, sink));
  }

  private static void write(ZipOutputStream zip, String array, long value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(value);
    write(
        zip,
        array,
        new NpyHeader(NumberFormat.LONG, new int[0]),
        sink -> sink.take(bytes.array(), Long.BYTES));
  }

  private static void write(ZipOutputStream zip, String array, NpyHeader header, Content content)
      throws IOException {
    byte[] head = header.bytes();
    stored(
        zip,
        array + SUFFIX,
        head.length + header.contentBytes(),
        sink -> {
          sink.take(head, head.length);
          content.into(sink);
        });
  }

  private static void stored(ZipOutputStream zip, String name, long size, Content content)
      throws IOException {
    CRC32 crc = new CRC32();
    // A stored entry begins with its checksum, so the content is encoded twice, but never held as a
    // whole.
    content.into((buffer, count) -> crc.update(buffer, 0, count));
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(WRITTEN);
    zip.putNextEntry(entry);
    content.into((buffer, count) -> zip.write(buffer, 0, count));
    zip.closeEntry();
  }

  private static void encode(Tensor tensor, Sink sink) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int width = tensor instanceof Tensor.Floats ? Float.BYTES : Double.BYTES;
    int step = CHUNK_BYTES / width;
    for (int start = 0; start < tensor.size(); start += step) {
      int count = Math.min(step, tensor.size() - start);
      if (tensor instanceof Tensor.Floats floats) {
        chunk.asFloatBuffer().put(floats.values(), start, count);
      } else if (tensor instanceof Tensor.Doubles doubles) {
        chunk.asDoubleBuffer().put(doubles.values(), start, count);
      }
      sink.take(chunk.array(), count * width);
    }
  }

  /**
   * Reads a state, its maps in the file's order; reads the stream to its end and leaves it open.
   *
   * @param file the name in messages
   * @throws IOException if the file is damaged or truncated, or contains an array that is not a
   *     weight; the message names it
   * @throws org.apga.engine.WeightsException if an element is NaN or infinite, or a variance
   *     negative
   */
  public static NetworkState read(InputStream in, String file) throws IOException {
    return new NetworkFileReader(in).read().usable(file);
  }
}
