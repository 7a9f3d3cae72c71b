package org.apga.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.engine.NetworkState;
import org.apga.files.JsonFile;
import org.apga.store.weights.NetworkFile;

/**
 * The folder of one attempt at a trial, with a unique name. Files are stored in it until it is
 * {@linkplain #offer offered} as the trial's result; from then on readers may rely on them, and no
 * file is written again.
 */
public final class Attempt {
  private final FileSystem fs;
  private final Path folder;
  private final AttemptName name;
  private final SortedMap<String, StoredFile> files = new TreeMap<>();
  private boolean offered;

  private Attempt(FileSystem fs, Path trial, AttemptName name) {
    this.fs = fs;
    this.folder = new Path(trial, name.toString());
    this.name = name;
  }

  /**
   * Begins an attempt in a trial's folder. Its first file makes it visible to others, which count
   * it.
   */
  static Attempt begin(FileSystem fs, Path trial) throws IOException {
    int last = 0;
    for (FileStatus there : RootFiles.list(fs, trial)) {
      int number = AttemptName.of(there.getPath().getName()).map(AttemptName::number).orElse(0);
      last = Math.max(last, number);
    }
    Attempt attempt = new Attempt(fs, trial, AttemptName.fresh(last + 1));
    ObjectNode started = JsonFile.object().put("started", Instant.now().toString());
    attempt.write("started.json", JsonFile.bytes(started));
    return attempt;
  }

  /** The attempt's number and its folder's name. */
  public AttemptName name() {
    return name;
  }

  public Path folder() {
    return folder;
  }

  /** The name of the file with the rows of a table. */
  static String file(TableSchema schema) {
    return schema.table() + (isOneRow(schema) ? ".json" : ".parquet");
  }

  /**
   * Whether a trial has exactly one row of that table. It is stored as JSON, which people can read
   * and which takes a tenth of the time to read that a Parquet file with a hundred columns takes.
   */
  static boolean isOneRow(TableSchema schema) {
    return schema.equals(Tables.TRIALS);
  }

  static String weights(String network) {
    return network + ".npz";
  }

  /**
   * Stores the rows of a table, replacing what an earlier try may have left. Removes the file if
   * this fails.
   *
   * @throws IllegalArgumentException if the table is {@link Tables#TRIALS} and has not one row
   * @throws IllegalStateException if the attempt was offered
   */
  public void write(TableSchema schema, List<Row> rows) throws IOException {
    if (isOneRow(schema) && rows.size() != 1) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot store %s rows of table %s: a trial has one. Store that.",
              rows.size(), schema.table()));
    }
    byte[] content =
        isOneRow(schema)
            ? JsonFile.bytes(RowDocument.write(rows.get(0)))
            : RowWriter.bytes(fs.getConf(), schema, rows);
    store(file(schema), out -> out.write(content));
  }

  /** Stores the rows of a table if there are any, so that trials without rows have no file. */
  public void writeAny(TableSchema schema, List<Row> rows) throws IOException {
    if (!rows.isEmpty()) {
      write(schema, rows);
    }
  }

  /**
   * Stores weights as {@code classifier} or {@code policy}, replacing what an earlier try may have
   * left. Removes the file if this fails.
   *
   * @throws IllegalStateException if the attempt was offered
   */
  public void write(String network, NetworkState state) throws IOException {
    store(weights(network), out -> NetworkFile.write(out, state));
  }

  private void store(String file, FailableConsumer<OutputStream, IOException> content)
      throws IOException {
    Path path = new Path(folder, file);
    if (offered) {
      throw new IllegalStateException(
          "Cannot write "
              + path
              + ": its attempt was offered as a trial's result, and readers may rely on it already."
              + " Begin another attempt.");
    }
    files.remove(file);
    try {
      files.put(file, StoredFile.write(fs.create(path, true), content));
    } catch (IOException | RuntimeException e) {
      try {
        fs.delete(path, false);
      } catch (IOException | RuntimeException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  /**
   * Offers the attempt as its trial's result, for {@link ResultStore#commit(Commit)}. From now on
   * it accepts no files.
   *
   * @param identity everything that determined the trial's numbers
   * @param figures the trial's main results, by column of {@link Tables#TRIALS}
   * @return the record that lists its files
   */
  public Commit offer(
      String part,
      String arm,
      String shots,
      long seed,
      SortedMap<String, String> identity,
      SortedMap<String, Double> figures) {
    offered = true;
    String trial = folder.getParent().getName();
    return new Commit(trial, name, part, arm, shots, seed, identity, figures, files);
  }

  /** Stores the log of a failure in the attempt's folder and returns its path. */
  public Path writeLog(String text) throws IOException {
    return write("failure.log", text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String file, byte[] content) throws IOException {
    Path path = new Path(folder, file);
    try (OutputStream out = fs.create(path, true)) {
      out.write(content);
    }
    return path;
  }
}
