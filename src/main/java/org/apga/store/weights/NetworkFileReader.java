package org.apga.store.weights;

import static org.apga.store.weights.NpyHeader.refusal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.files.DamagedFileException;
import org.jspecify.annotations.Nullable;

/** Reads one {@link NetworkFile} from a stream, sequentially. */
final class NetworkFileReader {
  private final ZipEnd end;
  private final ZipInputStream zip;
  private final Set<String> arrays = new HashSet<>();

  /** Tensors by the prefix of their arrays' names; empty for weights. */
  private final Map<String, Map<String, Tensor>> tensors = new LinkedHashMap<>();

  private final Map<String, String> formats = new LinkedHashMap<>();
  private @Nullable Long steps;
  private long maskedSteps;
  private @Nullable Origin origin;

  NetworkFileReader(InputStream in) {
    end = new ZipEnd(new SourceInput(in));
    zip = new ZipInputStream(end);
  }

  StoredNetwork read() throws IOException {
    for (ZipEntry entry = next(); entry != null; entry = next()) {
      if (entry.getName().equals(NetworkFile.ORIGIN)) {
        arrays.add(NetworkFile.ORIGIN);
        origin = NetworkFile.origin(zip.readNBytes(NetworkFile.MOST_ORIGIN_BYTES));
        continue;
      }
      String array = name(entry);
      try {
        read(array, entry);
      } catch (ZipException | EOFException e) {
        throw new DamagedFileException(
            String.format(
                "Cannot read array %s of the network file: it is damaged or truncated (%s). Copy or write the file again.",
                array, e.getMessage()),
            e);
      }
    }
    if (!end.closes(arrays.size())) {
      throw new DamagedFileException(
          "Cannot read the network file: it ends after "
              + arrays.size()
              + (arrays.size() == 1 ? " array" : " arrays")
              + ". Copy or write it again.");
    }
    Normalisation input = input();
    return new StoredNetwork(new NetworkState(tensors(""), input, optimiser()), formats, origin);
  }

  private @Nullable ZipEntry next() throws IOException {
    try {
      return zip.getNextEntry();
    } catch (EOFException e) {
      // Within an entry's header. The check of the zip's end reports it.
      return null;
    } catch (ZipException | IllegalArgumentException e) {
      throw new DamagedFileException(
          String.format(
              "Cannot read the network file: after %s arrays it is damaged or not a plain zip (%s). Copy or write it again.",
              arrays.size(), e.getMessage()),
          e);
    }
  }

  private String name(ZipEntry entry) throws IOException {
    if (!entry.getName().endsWith(NetworkFile.SUFFIX)) {
      throw refusal(entry.getName(), "it is not a .npy array. Save the file with numpy.savez.");
    }
    String array =
        entry.getName().substring(0, entry.getName().length() - NetworkFile.SUFFIX.length());
    if (!arrays.add(array)) {
      throw refusal(array, "it occurs twice. Save it once.");
    }
    return array;
  }

  private void read(String array, ZipEntry entry) throws IOException {
    NpyHeader header = NpyHeader.read(zip, array);
    long content = header.contentBytes();
    // Checked before memory is allocated, because a damaged header may claim any size. A zip that
    // was written to a pipe does not have its entries' sizes.
    if (entry.getSize() >= 0 && content > entry.getSize()) {
      throw refusal(array, "it has fewer bytes than its shape requires. Write the file again.");
    }
    if (array.equals(NetworkFile.STEPS) || array.equals(NetworkFile.MASKED_STEPS)) {
      if (header.dtype() != NumberFormat.LONG || header.shape().length != 0) {
        throw refusal(array, "it is not one 64-bit integer. Save it as numpy.int64.");
      }
      long taken = NumberFormat.chunk(zip, new byte[Long.BYTES], Long.BYTES).getLong();
      if (array.equals(NetworkFile.STEPS)) {
        steps = taken;
      } else {
        maskedSteps = taken;
      }
    } else if (header.dtype() != NumberFormat.LONG) {
      keep(array, header.dtype().read(zip, header.shape()), header.dtype());
    } else if (array.endsWith(NetworkFile.COUNTER)) {
      zip.skipNBytes(content);
    } else {
      throw refusal(array, "its dtype is '<i8'. Save it as '<f4' or '<f8'.");
    }
    if (zip.read() != -1) {
      throw refusal(array, "it has more bytes than its shape requires. Write the file again.");
    }
  }

  private void keep(String array, Tensor tensor, NumberFormat format) {
    String prefix = NetworkFile.PREFIXES.stream().filter(array::startsWith).findFirst().orElse("");
    tensors
        .computeIfAbsent(prefix, p -> new LinkedHashMap<>())
        .put(array.substring(prefix.length()), tensor);
    if (prefix.isEmpty()) {
      formats.put(array, format.label);
    }
  }

  /** The normalisation of grey levels, which is not a tensor of the network. */
  private Normalisation input() throws IOException {
    Map<String, Tensor> input = tensors(NetworkFile.INPUT);
    Tensor mean = input.get(NetworkFile.MEAN);
    Tensor deviation = input.get(NetworkFile.DEVIATION);
    if (input.isEmpty()) {
      return Normalisation.NONE;
    }
    if (mean == null || deviation == null) {
      throw refusal(
          NetworkFile.INPUT + (mean == null ? NetworkFile.MEAN : NetworkFile.DEVIATION),
          "it is missing. Save mean and deviation.");
    }
    try {
      return new Normalisation(numbers(mean), numbers(deviation));
    } catch (IllegalArgumentException e) {
      throw refusal(NetworkFile.INPUT + NetworkFile.MEAN, e.getMessage() + " Save them again.");
    }
  }

  private static List<Double> numbers(Tensor tensor) {
    return IntStream.range(0, tensor.size()).mapToObj(tensor::at).toList();
  }

  private Map<String, Tensor> tensors(String prefix) {
    return Collections.unmodifiableMap(tensors.getOrDefault(prefix, Map.of()));
  }

  private NetworkState.@Nullable Optimiser optimiser() throws IOException {
    Long taken = steps;
    if (taken != null) {
      return new NetworkState.Optimiser(
          taken,
          tensors(NetworkFile.FIRST_MOMENTS),
          tensors(NetworkFile.SECOND_MOMENTS),
          tensors(NetworkFile.CARRIED),
          tensors(NetworkFile.AVERAGE),
          new NetworkState.OwnNorms(
              maskedSteps,
              tensors(NetworkFile.MASKED),
              tensors(NetworkFile.MASKED_FIRST),
              tensors(NetworkFile.MASKED_SECOND)));
    }
    if (!Set.of("", NetworkFile.INPUT).containsAll(tensors.keySet())) {
      throw refusal(
          NetworkFile.STEPS,
          "it is missing although Adam's moments are there. Save it as numpy.int64.");
    }
    return null;
  }
}
