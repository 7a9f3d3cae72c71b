package org.apga.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apga.files.Parallel;

/**
 * Rows in one Parquet file, which Spark, pandas and DuckDB read alike.
 *
 * <p>TEXT is a UTF-8 string, WHOLE an INT64, REAL a DOUBLE (NaN is null), FLAG a BOOLEAN, TIME a
 * TIMESTAMP in milliseconds, adjusted to UTC, BYTES a BINARY without a logical type. A reader takes
 * the columns that file and schema share: those that an older file lacks are null, those that the
 * schema does not know are passed over.
 */
public final class RowFile {
  private RowFile() {}

  /**
   * Writes a file that does not exist yet, compressed (Zstandard). Where it fails, no file is left.
   *
   * @throws FileAlreadyExistsException if it exists
   * @throws IllegalArgumentException if a row is of another table
   */
  public static void write(FileSystem fs, Path file, TableSchema schema, Iterable<Row> rows)
      throws IOException {
    try (RowWriter writer = new RowWriter(fs, file, schema, "")) {
      for (Row row : rows) {
        writer.add(row);
      }
      writer.finish();
    }
  }

  /**
   * A file's content, for the few rows of an attempt. They lie as they are: thousands of such files
   * are gathered into tables, and unpacking every column of each took two thirds of that time.
   */
  static byte[] bytes(Configuration configuration, TableSchema schema, Iterable<Row> rows)
      throws IOException {
    HadoopFile.OutputInMemory file = new HadoopFile.OutputInMemory();
    try (ParquetWriter<Row> writer = RowWriter.plain(file, configuration, schema)) {
      for (Row row : rows) {
        writer.write(row);
      }
    }
    return file.bytes();
  }

  /**
   * The rows of a file, in order. A file of several groups of rows is read by several threads.
   *
   * @throws FileNotFoundException if there is none
   * @throws IOException if it is not readable, of another table, or holds a column of another type
   */
  public static List<Row> read(FileSystem fs, Path file, TableSchema schema) throws IOException {
    int groups = new RowReader(fs, schema).groups(file);
    int threads = Math.max(1, Math.min(groups, Runtime.getRuntime().availableProcessors()));
    List<Integer> parts = new ArrayList<>();
    for (int part = 0; part < threads; part++) {
      parts.add(part);
    }
    List<Row> rows = new ArrayList<>();
    Parallel.map(threads, parts, part -> part(fs, file, schema, groups, threads, part))
        .forEach(rows::addAll);
    return rows;
  }

  private static List<Row> part(
      FileSystem fs, Path file, TableSchema schema, int groups, int parts, int part)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    new RowReader(fs, schema)
        .forEach(file, groups * part / parts, groups * (part + 1) / parts, rows::add);
    return rows;
  }

  /**
   * The rows of several files, one after the other.
   *
   * @throws FileNotFoundException if there is none
   * @throws IOException if one is not readable, of another table, or holds a column of another type
   */
  public static List<Row> read(FileSystem fs, List<Path> files, TableSchema schema)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    for (Path file : files) {
      rows.addAll(read(fs, file, schema));
    }
    return rows;
  }

  /**
   * Hands over the rows of a file one by one, so that a large one need not fit in memory.
   *
   * @throws FileNotFoundException if there is none
   * @throws IOException if it is not readable, of another table, or holds a column of another type
   */
  public static void forEach(FileSystem fs, Path file, TableSchema schema, Consumer<Row> action)
      throws IOException {
    new RowReader(fs, schema).forEach(file, action::accept);
  }
}
