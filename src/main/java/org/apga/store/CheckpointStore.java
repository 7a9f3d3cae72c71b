package org.apga.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.DamagedFileException;
import org.apga.files.FileErrors;
import org.apga.files.JsonFile;
import org.apga.provenance.Sha256;

/**
 * The checkpoints of a results root.
 *
 * <pre>
 * checkpoints/TRIAL/epoch-0003-batch-000120-attempt-2-1f0c9a3e/...     its parts, each written once
 * checkpoints/TRIAL/epoch-0003-batch-000120-attempt-2-1f0c9a3e.json    the last write: its parts' lengths and SHA-256
 * </pre>
 *
 * <p>Nothing is renamed or overwritten. A checkpoint without its manifest does not exist; one whose
 * parts differ from the manifest is damaged. Attempts share a trial's checkpoints, because a
 * trial's state depends only on its id and its position.
 */
public record CheckpointStore(FileSystem fs, Path root) {
  /** The number of its own checkpoints that an attempt keeps: one may turn out damaged. */
  private static final int KEPT = 2;

  static final String MANIFEST = ".json";
  static final String PARTS = "parts";
  static final String BYTES = "bytes";
  static final String SHA256 = "sha256";
  static final String SPENT = "spent_seconds";

  /**
   * The newest checkpoint of each trial that has one, by their names. Lists one folder for each of
   * these trials and opens no file, so the result may include damaged ones.
   *
   * @throws org.apga.files.StoreException if they cannot be listed
   */
  public Map<String, CheckpointName> newest() {
    return RootFiles.ask(
        root,
        () -> {
          Map<String, CheckpointName> newest = new TreeMap<>();
          for (FileStatus trial : RootFiles.list(fs, root)) {
            String id = trial.getPath().getName();
            of(id).stream().findFirst().ifPresent(name -> newest.put(id, name));
          }
          return newest;
        });
  }

  /**
   * The checkpoints of a trial, newest first.
   *
   * @throws IOException if they cannot be listed
   */
  public List<CheckpointName> of(String trial) throws IOException {
    List<CheckpointName> names = new ArrayList<>();
    for (FileStatus file : RootFiles.list(fs, folder(trial))) {
      String name = file.getPath().getName();
      if (name.endsWith(MANIFEST)) {
        CheckpointName.of(name.substring(0, name.length() - MANIFEST.length()))
            .ifPresent(names::add);
      }
    }
    names.sort(Collections.reverseOrder());
    return names;
  }

  /** Begins a checkpoint, which does not exist until it is committed. */
  public CheckpointDraft draft(String trial, CheckpointName name) {
    return new CheckpointDraft(fs, parts(trial, name), manifest(trial, name));
  }

  /**
   * Opens a checkpoint after comparing all of its parts with their checksums.
   *
   * @throws DamagedCheckpointException if one of its files is missing or differs from what was
   *     written
   * @throws IOException if the file system does not answer; the checkpoint may be intact
   */
  public Checkpoint open(String trial, CheckpointName name) throws IOException {
    Map<String, JsonNode> wanted = new TreeMap<>();
    manifestOf(trial, name)
        .path(PARTS)
        .fields()
        .forEachRemaining(part -> wanted.put(part.getKey(), part.getValue()));
    if (wanted.isEmpty()) {
      throw new DamagedCheckpointException("its manifest names no parts");
    }
    for (Map.Entry<String, JsonNode> part : wanted.entrySet()) {
      if (!Checkpoint.PART.matcher(part.getKey()).matches()) {
        throw new DamagedCheckpointException("its manifest names a part " + part.getKey());
      }
      check(new Path(parts(trial, name), part.getKey()), part.getValue());
    }
    return new Checkpoint(fs, parts(trial, name), wanted.keySet());
  }

  /**
   * Reads a document of a checkpoint after comparing it with its checksum. Checks no other part.
   *
   * @throws DamagedCheckpointException if it is missing or differs from what was written
   * @throws IOException if the file system does not answer
   */
  public ObjectNode document(String trial, CheckpointName name, String document)
      throws IOException {
    String file = document + Checkpoint.DOCUMENT;
    Path parts = parts(trial, name);
    check(new Path(parts, file), manifestOf(trial, name).path(PARTS).path(file));
    return new Checkpoint(fs, parts, Set.of(file)).document(document);
  }

  /**
   * The seconds that a trial's attempts have spent: the largest value in its checkpoints'
   * manifests, including those of damaged ones; 0 if there are none.
   *
   * @throws IOException if the file system does not answer
   */
  public double secondsSpent(String trial) throws IOException {
    double most = 0;
    for (CheckpointName name : of(trial)) {
      try {
        most = Math.max(most, manifestOf(trial, name).path(SPENT).asDouble());
      } catch (DamagedCheckpointException e) {
        // Its value is lost.
        continue;
      }
    }
    return most;
  }

  private ObjectNode manifestOf(String trial, CheckpointName name) throws IOException {
    Path file = manifest(trial, name);
    length(file);
    try {
      return JsonFile.read(fs, file)
          .orElseThrow(() -> new DamagedCheckpointException("its manifest is gone"));
    } catch (DamagedFileException e) {
      throw new DamagedCheckpointException(
          "its manifest cannot be read (" + FileErrors.reason(e) + ")");
    }
  }

  private void check(Path part, JsonNode wanted) throws IOException {
    long length = length(part);
    if (length != wanted.path(BYTES).asLong(-1)) {
      throw new DamagedCheckpointException(
          String.format(
              "%s has %s bytes instead of %s",
              part.getName(), length, wanted.path(BYTES).asText("a number")));
    }
    String sha256;
    try (InputStream in = fs.open(part)) {
      sha256 = Sha256.of(in);
    } catch (ChecksumException e) {
      throw new DamagedCheckpointException(
          part.getName() + " cannot be read (" + FileErrors.reason(e) + ")");
    }
    if (!sha256.equals(wanted.path(SHA256).asText())) {
      throw new DamagedCheckpointException("the SHA-256 of " + part.getName() + " differs");
    }
  }

  private long length(Path file) throws IOException {
    try {
      return fs.getFileStatus(file).getLen();
    } catch (FileNotFoundException e) {
      throw new DamagedCheckpointException(file.getName() + " is gone");
    }
  }

  /**
   * Removes all checkpoints older than the two newest of an attempt, including those of other
   * attempts.
   *
   * @throws IOException if that is not possible; another attempt may have removed them
   */
  public void prune(String trial, AttemptName attempt) throws IOException {
    List<CheckpointName> all = of(trial);
    List<CheckpointName> own = all.stream().filter(name -> name.attempt().equals(attempt)).toList();
    if (own.size() >= KEPT) {
      for (CheckpointName name : all) {
        if (name.compareTo(own.get(KEPT - 1)) < 0) {
          fs.delete(manifest(trial, name), false);
          fs.delete(parts(trial, name), true);
        }
      }
    }
  }

  /**
   * Removes all checkpoints of a trial, if there are any.
   *
   * @throws IOException if that is not possible
   */
  public void delete(String trial) throws IOException {
    fs.delete(folder(trial), true);
  }

  private Path folder(String trial) {
    return new Path(root, trial);
  }

  private Path parts(String trial, CheckpointName name) {
    return new Path(folder(trial), name.toString());
  }

  private Path manifest(String trial, CheckpointName name) {
    return new Path(folder(trial), name + MANIFEST);
  }
}
