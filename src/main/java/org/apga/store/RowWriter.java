package org.apga.store;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Writes a file row by row. It stays only if {@link #finish} was called before {@link #close}: half
 * a Parquet file breaks every read of its folder.
 */
final class RowWriter implements AutoCloseable {
  /** Bytes of a group of rows, which a writer keeps in memory until it is full. */
  private static final long GROUP_BYTES = 16 << 20;

  private final FileSystem fs;
  private final Path file;
  private final HadoopFile.Output output;
  private final ParquetWriter<Row> writer;
  private boolean whole;

  /**
   * Begins a file that does not exist yet.
   *
   * @throws FileAlreadyExistsException if it exists
   */
  RowWriter(FileSystem fs, Path file, TableSchema schema, Packing packing) throws IOException {
    if (fs.exists(file)) {
      throw new FileAlreadyExistsException(
          "Cannot write table "
              + schema.table()
              + " to "
              + file
              + ": the file exists. Choose another name.");
    }
    this.fs = fs;
    this.file = file;
    this.output = new HadoopFile.Output(fs, file);
    try {
      this.writer = new Builder(fs.getConf(), output, schema, packing).build();
    } catch (IOException | RuntimeException e) {
      try {
        takeBack();
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /** How rows lie in a file. */
  enum Packing {
    /** Zstandard and dictionaries: for a table. */
    TIGHT,
    /**
     * As they are: for the few rows of an attempt. Thousands of such files are gathered into
     * tables, and unpacking every column of each took two thirds of that time.
     */
    PLAIN
  }

  /**
   * @throws IllegalArgumentException if the row is of another table
   */
  void add(Row row) throws IOException {
    writer.write(row);
  }

  /** Writes what is left; the file is whole. */
  void finish() throws IOException {
    writer.close();
    whole = true;
  }

  @Override
  public void close() throws IOException {
    if (!whole) {
      takeBack();
    }
  }

  private void takeBack() throws IOException {
    try (output) {
      // Nobody wants what Parquet has not written yet.
    } finally {
      fs.delete(file, false);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
    private final TableSchema schema;

    Builder(
        Configuration configuration,
        HadoopFile.Output output,
        TableSchema schema,
        Packing packing) {
      super(output);
      this.schema = schema;
      withConf(configuration);
      withPageWriteChecksumEnabled(true);
      switch (packing) {
        case TIGHT -> packTightly();
        case PLAIN ->
            withCompressionCodec(CompressionCodecName.UNCOMPRESSED).withDictionaryEncoding(false);
      }
    }

    private void packTightly() {
      withCompressionCodec(CompressionCodecName.ZSTD).withRowGroupSize(GROUP_BYTES);
      for (Column column : schema.columns()) {
        if (column.type() == Column.Type.REAL || column.type() == Column.Type.BYTES) {
          // Hardly two of them are equal: to look for such takes a third of the time of writing.
          withDictionaryEncoding(column.name(), false);
        }
      }
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(Configuration conf) {
      return new RowWriteSupport(schema);
    }
  }
}
