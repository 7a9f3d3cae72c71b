package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.engine.NetworkState;
import org.apga.files.JsonFile;
import org.apga.files.SmallFile;
import org.apga.provenance.Sha256;
import org.apga.store.weights.NetworkFile;

/**
 * Reads the files of the committed attempt. They must exist and match the commit record, which
 * lists no files if an earlier version wrote it. An attempt may lack only the tables of masks.
 *
 * @param folder the folder of the attempt
 */
record CommittedFiles(FileSystem fs, Path folder, Commit commit) {
  private static final String GONE = "it was committed and is gone";

  /** As {@link ResultStore#rows}, but passes on the exceptions of the file system. */
  List<Row> rows(TableSchema schema) throws IOException {
    Path file = new Path(folder, Attempt.file(schema));
    boolean needed =
        !Tables.OF_MASKS.contains(schema) || commit.files().containsKey(file.getName());
    if (!needed && !commit.files().isEmpty()) {
      return List.of();
    }
    byte[] bytes;
    try {
      bytes = SmallFile.read(fs, file);
    } catch (FileNotFoundException e) {
      if (needed) {
        throw new LostResultException(file, GONE);
      }
      return List.of();
    }
    check(file, bytes.length, Sha256.of(bytes));
    if (Attempt.isOneRow(schema)) {
      return List.of(RowDocument.read(schema, JsonFile.object(bytes, file)));
    }
    List<Row> rows = new ArrayList<>();
    new RowReader(fs, schema).forEach(bytes, file, rows::add);
    return rows;
  }

  /** As {@link ResultStore#weights}. */
  NetworkState weights(String network) throws IOException {
    Path file = new Path(folder, Attempt.weights(network));
    StoredFile wanted = commit.files().get(file.getName());
    if (wanted == null) {
      try (InputStream in = fs.open(file)) {
        return NetworkFile.read(in, file.toString());
      }
    }
    check(file, length(file), wanted.sha256());
    Sha256 sha256 = new Sha256();
    NetworkState state;
    try (InputStream in = sha256.through(fs.open(file))) {
      state = NetworkFile.read(in, file.toString());
      in.transferTo(OutputStream.nullOutputStream());
    }
    check(file, wanted.bytes(), sha256.hex());
    return state;
  }

  private long length(Path file) throws IOException {
    try {
      return fs.getFileStatus(file).getLen();
    } catch (FileNotFoundException e) {
      throw new LostResultException(file, GONE);
    }
  }

  /** As {@link ResultStore#requireFiles}, with one request. */
  void requireAll() throws IOException {
    Map<String, Long> lengths = new HashMap<>();
    try {
      for (FileStatus file : fs.listStatus(folder)) {
        lengths.put(file.getPath().getName(), file.getLen());
      }
    } catch (FileNotFoundException e) {
      throw new LostResultException(folder, GONE);
    }
    for (Map.Entry<String, StoredFile> wanted : commit.files().entrySet()) {
      Path file = new Path(folder, wanted.getKey());
      Long length = lengths.get(wanted.getKey());
      if (length == null) {
        throw new LostResultException(file, GONE);
      }
      check(file, length, wanted.getValue().sha256());
    }
  }

  private void check(Path file, long bytes, String sha256) {
    StoredFile wanted = commit.files().get(file.getName());
    if (wanted != null && wanted.bytes() != bytes) {
      throw new LostResultException(
          file, "it has " + bytes + " bytes, and " + wanted.bytes() + " were committed");
    }
    if (wanted != null && !wanted.sha256().equals(sha256)) {
      throw new LostResultException(file, "its SHA-256 is not the one that was committed");
    }
  }
}
