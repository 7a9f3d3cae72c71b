package org.apga.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.engine.NetworkState;
import org.apga.files.JsonFile;
import org.apga.store.weights.NetworkFile;

/** The folder of one attempt at a trial. Nobody else writes there. */
public final class Attempt {
  private final FileSystem fs;
  private final Path folder;
  private final int number;

  Attempt(FileSystem fs, Path folder, int number) {
    this.fs = fs;
    this.folder = folder;
    this.number = number;
  }

  /** From 1. */
  public int number() {
    return number;
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Where the rows of a table are. */
  Path table(TableSchema schema) {
    return new Path(folder, schema.table() + (isOneRow(schema) ? ".json" : ".parquet"));
  }

  /**
   * Whether a trial has one row of that table and no more: it is stored as JSON, which a person can
   * read, and which is read in a tenth of the time that a Parquet file of a hundred columns takes.
   */
  static boolean isOneRow(TableSchema schema) {
    return schema.equals(Tables.TRIALS);
  }

  Path weights(String network) {
    return new Path(folder, network + ".npz");
  }

  /**
   * Stores the rows of a table, in place of what an earlier try may have left.
   *
   * @throws IllegalArgumentException if the table is {@link Tables#TRIALS} and has not one row
   */
  public void write(TableSchema schema, List<Row> rows) throws IOException {
    if (isOneRow(schema) && rows.size() != 1) {
      throw new IllegalArgumentException(
          "Cannot store "
              + rows.size()
              + " rows of table "
              + schema.table()
              + ": a trial has one. Store that.");
    }
    fs.delete(table(schema), false);
    if (isOneRow(schema)) {
      JsonFile.writeOnce(fs, table(schema), RowDocument.write(rows.get(0)));
    } else {
      RowFile.write(fs, table(schema), schema, rows, RowWriter.Packing.PLAIN);
    }
  }

  /**
   * Stores the rows of a table if there are any: a table that many trials have nothing for needs no
   * file of each.
   */
  public void writeAny(TableSchema schema, List<Row> rows) throws IOException {
    if (rows.isEmpty()) {
      fs.delete(table(schema), false);
    } else {
      write(schema, rows);
    }
  }

  /**
   * Stores weights as {@code classifier} or {@code policy}, in place of what an earlier try may
   * have left. Where it fails, no file is left.
   */
  public void write(String network, NetworkState state) throws IOException {
    boolean whole = false;
    try {
      try (OutputStream out = fs.create(weights(network), true)) {
        NetworkFile.write(out, state);
      }
      whole = true;
    } finally {
      if (!whole) {
        fs.delete(weights(network), false);
      }
    }
  }

  /** Stores what went wrong in full, and tells where. */
  public Path writeLog(String text) throws IOException {
    Path log = new Path(folder, "failure.log");
    try (OutputStream out = fs.create(log, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return log;
  }
}
