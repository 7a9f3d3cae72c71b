package org.apga.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.engine.NetworkState;
import org.apga.files.JsonFile;
import org.apga.store.weights.NetworkFile;

/** A checkpoint whose checksums are correct. Each call reads its part anew. */
public record Checkpoint(FileSystem fs, Path folder, Set<String> files) {
  static final String NETWORK = ".npz";
  static final String DOCUMENT = ".json";

  /** The name of a part's file. */
  static final Pattern PART = Pattern.compile("[a-z-]+\\.(npz|json)");

  public boolean has(String network) {
    return files.contains(network + NETWORK);
  }

  /**
   * A network, including its optimiser.
   *
   * @throws IOException if it does not exist or cannot be read
   * @throws org.apga.engine.WeightsException if a value in it is not finite
   */
  public NetworkState network(String network) throws IOException {
    Path file = new Path(folder, network + NETWORK);
    try (InputStream in = fs.open(file)) {
      return NetworkFile.read(in, file.toString());
    }
  }

  /**
   * @throws IOException if it does not exist or cannot be read
   */
  public ObjectNode document(String name) throws IOException {
    Path file = new Path(folder, name + DOCUMENT);
    return JsonFile.read(fs, file)
        .orElseThrow(() -> new FileNotFoundException("There is no " + file + " any more."));
  }
}
