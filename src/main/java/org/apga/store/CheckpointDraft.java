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
 * A checkpoint that is being written. Closed before it is committed, it takes back what it has
 * written, as far as the file system lets it.
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

  /** Stores a network, its optimiser included. */
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
   * @param secondsSpent by all attempts at the trial so far, as far as this one knows
   */
  public void commit(double secondsSpent) throws IOException {
    ObjectNode document = JsonFile.object();
    document.set(CheckpointStore.PARTS, parts);
    document.put(CheckpointStore.SPENT, secondsSpent);
    try {
      JsonFile.writeOnce(fs, manifest, document);
      committed = true;
    } catch (UnknownOutcomeException e) {
      // Its parts must not go from under a manifest that may be there.
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
