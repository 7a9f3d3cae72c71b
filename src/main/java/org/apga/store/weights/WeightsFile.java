package org.apga.store.weights;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.files.DamagedFileException;
import org.apga.files.OutputFile;
import org.apga.files.StoreException;
import org.apga.provenance.Sha256;

/**
 * A user's file of weights: a numpy archive ({@link NetworkFile}) or safetensors, on any Hadoop
 * file system. A file of PyTorch's {@code torch.save} is a pickle, which runs code when it is
 * loaded; it is never loaded.
 */
public final class WeightsFile {
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final int ZIP_NAME_LENGTH = 26;
  private static final int ZIP_NAME = 30;
  private static final int START_BYTES = 1024;

  private final Path path;
  private final Configuration configuration;

  /** A file that need not exist yet. */
  public WeightsFile(String path, Configuration configuration) {
    this.path = new Path(path);
    this.configuration = configuration;
  }

  /** The file's name, without folders. */
  public String name() {
    return path.getName();
  }

  /**
   * SHA-256 of the file's bytes, 64 hex digits.
   *
   * @throws IOException if it cannot be read
   */
  public String sha256() throws IOException {
    try (InputStream in = open()) {
      return Sha256.of(in);
    }
  }

  /**
   * Reads the whole file.
   *
   * @throws IOException if it is missing, a pickle, damaged or of an unknown format; the message is
   *     one line and names the file
   */
  public StoredNetwork read() throws IOException {
    try (InputStream in = new BufferedInputStream(open(), START_BYTES)) {
      in.mark(START_BYTES);
      byte[] start = in.readNBytes(START_BYTES);
      in.reset();
      String first = firstEntry(start);
      // Before pickles: the length of a safetensors header may look like the start of one.
      if (SafetensorsReader.recognises(start)) {
        return SafetensorsReader.read(in);
      }
      Optional<String> torch = first.endsWith(NetworkFile.SUFFIX) ? Optional.empty() : torch(first);
      if (torch.isPresent()) {
        throw new DamagedFileException(torch.get());
      }
      if (startsWithZip(start)) {
        return new NetworkFileReader(in).read();
      }
      throw new DamagedFileException(
          "it is neither a numpy archive (.npz) nor safetensors."
              + " docs/guide/weights.md shows how to save one");
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("Cannot read weights " + path + ": " + reason(e), e);
    }
  }

  /**
   * Writes imported weights, replacing an existing file.
   *
   * @throws StoreException if that cannot be done
   */
  public void write(NetworkState imported, Origin origin) {
    output().write(out -> NetworkFile.write(out, imported, origin));
  }

  /**
   * Writes weights for PyTorch ({@link NetworkFile#writeForTorch}), replacing an existing file.
   *
   * @throws StoreException if that cannot be done
   */
  public void writeForTorch(Map<String, Tensor> tensors, long batches) {
    output().write(out -> NetworkFile.writeForTorch(out, tensors, batches));
  }

  private OutputFile output() {
    return new OutputFile(path.toString(), configuration);
  }

  private FileSystem files() throws IOException {
    FileSystem files = path.getFileSystem(configuration);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  private InputStream open() throws IOException {
    try {
      FileSystem files = files();
      if (files.getFileStatus(path).isDirectory()) {
        throw new FileNotFoundException(
            "Cannot read weights " + path + ": it is a folder. Name a file.");
      }
      return files.open(path);
    } catch (FileNotFoundException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith("Cannot ")
          ? e
          : new FileNotFoundException(
              "Cannot read weights " + path + ": there is no such file. Name an existing one.");
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    String why = message.lines().findFirst().orElse("").replaceFirst("^Cannot read ", "");
    return why.endsWith(".") ? why : why + ".";
  }

  /** The format of a PyTorch file and how to convert it; empty if it is not one. */
  private Optional<String> torch(String firstEntry) throws IOException {
    try (InputStream in = open()) {
      return TorchFile.told(in, name(), firstEntry);
    }
  }

  private static boolean startsWithZip(byte[] start) {
    return start.length >= ZIP_NAME && Arrays.equals(start, 0, ZIP.length, ZIP, 0, ZIP.length);
  }

  /** Name of a zip's first entry; empty if the file is not a zip. */
  private static String firstEntry(byte[] start) {
    if (!startsWithZip(start)) {
      return "";
    }
    int length =
        Short.toUnsignedInt(
            ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getShort(ZIP_NAME_LENGTH));
    int end = Math.min(start.length, ZIP_NAME + length);
    return new String(start, ZIP_NAME, end - ZIP_NAME, StandardCharsets.UTF_8);
  }
}
