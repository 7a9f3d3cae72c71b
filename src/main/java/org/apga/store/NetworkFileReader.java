package org.apga.store;

import static org.apga.store.NpyHeader.refusal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.jspecify.annotations.Nullable;

/** Reads one {@link NetworkFile} from a stream, front to back. */
final class NetworkFileReader {
  private final ZipEnd end;
  private final ZipInputStream zip;
  private final Set<String> arrays = new HashSet<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Tensor> firstMoments = new LinkedHashMap<>();
  private final Map<String, Tensor> secondMoments = new LinkedHashMap<>();
  private final Map<String, Tensor> carried = new LinkedHashMap<>();
  private final byte[] buffer = new byte[NetworkFile.CHUNK_BYTES];
  private @Nullable Long steps;

  NetworkFileReader(InputStream in) {
    end = new ZipEnd(in);
    zip = new ZipInputStream(end);
  }

  NetworkState read() throws IOException {
    for (ZipEntry entry = next(); entry != null; entry = next()) {
      String array = name(entry);
      try {
        read(array, entry);
      } catch (ZipException | EOFException e) {
        throw new IOException(
            "Cannot read array "
                + array
                + " of the network file: it is damaged or cut off ("
                + e.getMessage()
                + "). Copy or write the file again.",
            e);
      }
    }
    if (!end.closes(arrays.size())) {
      throw new IOException(
          "Cannot read the network file: it breaks off after "
              + arrays.size()
              + " arrays. Copy or write it again.");
    }
    return new NetworkState(Collections.unmodifiableMap(tensors), optimiser());
  }

  private @Nullable ZipEntry next() throws IOException {
    try {
      return zip.getNextEntry();
    } catch (EOFException e) {
      // Within an entry's head. The missing end of the zip will tell.
      return null;
    } catch (ZipException | IllegalArgumentException e) {
      throw new IOException(
          "Cannot read the network file: after "
              + arrays.size()
              + " arrays it is damaged or no plain zip ("
              + e.getMessage()
              + "). Copy or write it again.",
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
      throw refusal(array, "it is there twice. Save it once.");
    }
    if (entry.getMethod() != ZipEntry.STORED) {
      throw refusal(
          array, "it is compressed. Save the file with numpy.savez, not savez_compressed.");
    }
    return array;
  }

  private void read(String array, ZipEntry entry) throws IOException {
    NpyHeader header = NpyHeader.read(zip, array);
    long content = header.contentBytes();
    // Before memory is taken for what a damaged head claims.
    if (content > entry.getSize()) {
      throw refusal(array, "it holds fewer bytes than its shape asks for. Write the file again.");
    }
    if (array.equals(NetworkFile.STEPS)) {
      if (header.dtype() != NpyHeader.Dtype.LONG || header.shape().length != 0) {
        throw refusal(array, "it is not one 64-bit integer. Save it as numpy.int64.");
      }
      steps = chunk(Long.BYTES).getLong();
    } else {
      keep(array, tensor(array, header));
    }
    if (zip.read() != -1) {
      throw refusal(array, "it holds more bytes than its shape asks for. Write the file again.");
    }
  }

  private void keep(String array, Tensor tensor) {
    if (array.startsWith(NetworkFile.FIRST_MOMENTS)) {
      firstMoments.put(array.substring(NetworkFile.FIRST_MOMENTS.length()), tensor);
    } else if (array.startsWith(NetworkFile.SECOND_MOMENTS)) {
      secondMoments.put(array.substring(NetworkFile.SECOND_MOMENTS.length()), tensor);
    } else if (array.startsWith(NetworkFile.CARRIED)) {
      carried.put(array.substring(NetworkFile.CARRIED.length()), tensor);
    } else {
      tensors.put(array, tensor);
    }
  }

  private Tensor tensor(String array, NpyHeader header) throws IOException {
    int size = Tensor.sizeOf(header.shape());
    int step = NetworkFile.CHUNK_BYTES / header.dtype().bytes();
    switch (header.dtype()) {
      case FLOAT -> {
        float[] values = new float[size];
        for (int start = 0; start < size; start += step) {
          int count = Math.min(step, size - start);
          chunk(count * Float.BYTES).asFloatBuffer().get(values, start, count);
        }
        return new Tensor.Floats(header.shape(), values);
      }
      case DOUBLE -> {
        double[] values = new double[size];
        for (int start = 0; start < size; start += step) {
          int count = Math.min(step, size - start);
          chunk(count * Double.BYTES).asDoubleBuffer().get(values, start, count);
        }
        return new Tensor.Doubles(header.shape(), values);
      }
      default ->
          throw refusal(
              array, "its dtype is '" + header.dtype().descr() + "'. Save it as '<f4' or '<f8'.");
    }
  }

  private ByteBuffer chunk(int bytes) throws IOException {
    if (zip.readNBytes(buffer, 0, bytes) < bytes) {
      throw new EOFException("unexpected end");
    }
    return ByteBuffer.wrap(buffer, 0, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private NetworkState.@Nullable Optimiser optimiser() throws IOException {
    Long taken = steps;
    if (taken != null) {
      return new NetworkState.Optimiser(
          taken,
          Collections.unmodifiableMap(firstMoments),
          Collections.unmodifiableMap(secondMoments),
          Collections.unmodifiableMap(carried));
    }
    if (!firstMoments.isEmpty() || !secondMoments.isEmpty() || !carried.isEmpty()) {
      throw refusal(
          NetworkFile.STEPS, "it is missing beside Adam's moments. Save it as numpy.int64.");
    }
    return null;
  }
}
