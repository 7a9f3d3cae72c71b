package org.apga.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.engine.NetworkState;
import org.apga.files.JsonFile;
import org.apga.files.UnknownOutcomeException;
import org.apga.store.weights.NetworkFile;

/**
 * A checkpoint that is being written. If it is closed before it is committed, it removes what it
 * has written, as far as the file system allows.
 */
public final class CheckpointDraft implements AutoCloseable {
  private final FileSystem fs;
  private final Path folder;
  private final Path manifest;
  private final ObjectNode parts = JsonFile.object();
  private final List<Path> written = new ArrayList<>();
  private boolean committed;

  CheckpointDraft(FileSystem fs, Path folder, Path manifest) {
    this.fs = fs;
    this.folder = folder;
    this.manifest = manifest;
  }

  /** Stores a network, including its optimiser. */
  public void write(String part, NetworkState state) throws IOException {
    write(part + Checkpoint.NETWORK, out -> NetworkFile.write(out, state));
  }

  public void write(String part, ObjectNode document) throws IOException {
    write(part + Checkpoint.DOCUMENT, out -> out.write(JsonFile.bytes(document)));
  }

  private void write(String file, FailableConsumer<OutputStream, IOException> content)
      throws IOException {
    FSDataOutputStream stored = fs.create(new Path(folder, file), false);
    written.add(new Path(folder, file));
    parts.set(file, StoredFile.write(stored, content).json());
  }

  /**
   * The last write: from now on the checkpoint exists.
   *
   * @param secondsSpent seconds that all attempts at the trial have taken so far, as far as known
   */
  public void commit(double secondsSpent) throws IOException {
    ObjectNode document = JsonFile.object();
    document.set(CheckpointStore.PARTS, parts);
    document.put(CheckpointStore.SPENT, secondsSpent);
    try {
      JsonFile.writeOnce(fs, manifest, document);
      committed = true;
    } catch (UnknownOutcomeException e) {
      // A manifest that may exist must not lose its parts.
      committed = true;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (!committed) {
      for (Path file : written) {
        fs.delete(file, false);
      }
    }
  }
}
