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
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/**
 * Rows in one Parquet file (Zstandard), which Spark, pandas and DuckDB read alike.
 *
 * <p>TEXT is a UTF-8 string, WHOLE an INT64, REAL a DOUBLE (NaN is null), FLAG a BOOLEAN, TIME a
 * TIMESTAMP in milliseconds, adjusted to UTC. A reader takes the columns that file and schema
 * share: those that an older file lacks are null, those that the schema does not know are passed
 * over.
 */
public final class RowFile {
  private RowFile() {}

  /**
   * Writes a file that does not exist yet. Where it fails, no file is left.
   *
   * @throws FileAlreadyExistsException if it exists
   * @throws IllegalArgumentException if a row is of another table
   */
  public static void write(FileSystem fs, Path file, TableSchema schema, Iterable<Row> rows)
      throws IOException {
    if (fs.exists(file)) {
      throw new FileAlreadyExistsException(
          "Cannot write table "
              + schema.table()
              + " to "
              + file
              + ": the file exists. Choose another name.");
    }
    ParquetWriter<Row> writer = new Writer(fs, file, schema).build();
    boolean whole = false;
    try {
      try (writer) {
        for (Row row : rows) {
          writer.write(row);
        }
      }
      whole = true;
    } finally {
      // Half a Parquet file breaks every read of its folder.
      if (!whole) {
        fs.delete(file, false);
      }
    }
  }

  /**
   * The rows of a file, in order.
   *
   * @throws FileNotFoundException if there is none
   * @throws IOException if it is not readable, of another table, or holds a column of another type
   */
  public static List<Row> read(FileSystem fs, Path file, TableSchema schema) throws IOException {
    return read(fs, List.of(file), schema);
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
      forEach(fs, file, schema, rows::add);
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
    try (ParquetReader<Row> reader = new Reader(fs, file, schema).build()) {
      for (Row row = next(reader, file, schema); row != null; row = next(reader, file, schema)) {
        action.accept(row);
      }
    }
  }

  private static @Nullable Row next(ParquetReader<Row> reader, Path file, TableSchema schema)
      throws IOException {
    try {
      return reader.read();
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "Cannot read table " + schema.table() + " from " + file + ": " + e.getMessage(), e);
    }
  }

  private static final class Writer extends ParquetWriter.Builder<Row, Writer> {
    private final TableSchema schema;

    Writer(FileSystem fs, Path file, TableSchema schema) {
      super(new HadoopFile.Output(fs, file));
      this.schema = schema;
      withConf(fs.getConf());
      withCompressionCodec(CompressionCodecName.ZSTD);
    }

    @Override
    protected Writer self() {
      return this;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(Configuration conf) {
      return new RowWriteSupport(schema);
    }
  }

  private static final class Reader extends ParquetReader.Builder<Row> {
    private final TableSchema schema;

    Reader(FileSystem fs, Path file, TableSchema schema) {
      super(new HadoopFile.Input(fs, file));
      this.schema = schema;
      withConf(fs.getConf());
    }

    @Override
    protected ReadSupport<Row> getReadSupport() {
      return new RowReadSupport(schema);
    }
  }
}
