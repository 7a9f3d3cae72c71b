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
 * The folder of one attempt at a trial, under a name that nobody else has. Files are stored in it
 * until it is {@linkplain #offer offered} as the trial's result; from then on a reader may believe
 * them, and none is ever written again.
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

  /** Begins one in a trial's folder, with a file by which others see and count it. */
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

  /** Its number and its folder's name. */
  public AttemptName name() {
    return name;
  }

  public Path folder() {
    return folder;
  }

  /** The file that has the rows of a table. */
  static String file(TableSchema schema) {
    return schema.table() + (isOneRow(schema) ? ".json" : ".parquet");
  }

  /**
   * Whether a trial has one row of that table and no more: it is stored as JSON, which a person can
   * read, and which is read in a tenth of the time that a Parquet file of a hundred columns takes.
   */
  static boolean isOneRow(TableSchema schema) {
    return schema.equals(Tables.TRIALS);
  }

  static String weights(String network) {
    return network + ".npz";
  }

  /**
   * Stores the rows of a table, in place of what an earlier try may have left. Where it fails, no
   * file is left.
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

  /**
   * Stores the rows of a table if there are any: a table that many trials have nothing for needs no
   * file of each.
   */
  public void writeAny(TableSchema schema, List<Row> rows) throws IOException {
    if (!rows.isEmpty()) {
      write(schema, rows);
    }
  }

  /**
   * Stores weights as {@code classifier} or {@code policy}, in place of what an earlier try may
   * have left. Where it fails, no file is left.
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
              + ": its attempt was offered as a trial's result, and readers may believe it already."
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
   * Offers it as its trial's result, for {@link ResultStore#commit(Commit)}. From now on nothing
   * can be stored in it.
   *
   * @param identity everything that decided the trial's numbers
   * @param figures its main results, by column of {@link Tables#TRIALS}
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

  /** Stores what went wrong in full, beside what counts, and tells where. */
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
