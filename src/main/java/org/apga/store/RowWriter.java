package org.apga.store;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes a file row by row. It stays only if {@link #finish} was called before {@link #close}: half
 * a Parquet file breaks every read of its folder.
 */
final class RowWriter implements Closeable {
  /** Bytes of a group of rows, which a writer keeps in memory until it is full. */
  private static final long GROUP_BYTES = 16 << 20;

  private final HadoopFile.Output file;
  private final ParquetWriter<Row> writer;
  private boolean closed;
  private boolean whole;

  /**
   * Begins a file that does not exist yet, packed tightly (Zstandard and dictionaries).
   *
   * @param publication that the file belongs to; empty for none
   * @throws FileAlreadyExistsException if it exists
   */
  RowWriter(FileSystem fs, Path file, TableSchema schema, String publication) throws IOException {
    if (fs.exists(file)) {
      throw new FileAlreadyExistsException(
          "Cannot write table "
              + schema.table()
              + " to "
              + file
              + ": the file exists. Choose another name.");
    }
    this.file = new HadoopFile.Output(fs, file);
    try {
      this.writer =
          new Builder(this.file, fs.getConf(), schema, publication).packedTightly().build();
    } catch (IOException | RuntimeException e) {
      this.file.abandon();
      throw e;
    }
  }

  /** Writes rows as they are, without packing, wherever it is told to. */
  static ParquetWriter<Row> plain(OutputFile file, Configuration configuration, TableSchema schema)
      throws IOException {
    return new Builder(file, configuration, schema, "").unpacked().build();
  }

  /**
   * @throws IllegalArgumentException if the row is of another table
   */
  void add(Row row) throws IOException {
    writer.write(row);
  }

  /** Writes what is left; the file is whole. */
  void finish() throws IOException {
    closed = true;
    writer.close();
    whole = true;
  }

  @Override
  public void close() throws IOException {
    try {
      if (!closed) {
        writer.close();
      }
    } finally {
      if (!whole) {
        file.abandon();
      }
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
    private final TableSchema schema;
    private final String publication;

    Builder(OutputFile file, Configuration configuration, TableSchema schema, String publication) {
      super(file);
      this.schema = schema;
      this.publication = publication;
      withConf(configuration);
      withPageWriteChecksumEnabled(true);
    }

    Builder unpacked() {
      return withCompressionCodec(CompressionCodecName.UNCOMPRESSED).withDictionaryEncoding(false);
    }

    Builder packedTightly() {
      withCompressionCodec(CompressionCodecName.ZSTD).withRowGroupSize(GROUP_BYTES);
      for (Column column : schema.columns()) {
        if (column.type() == Column.Type.REAL || column.type() == Column.Type.BYTES) {
          // Hardly two of them are equal: to look for such takes a third of the time of writing.
          withDictionaryEncoding(column.name(), false);
        }
      }
      return this;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(Configuration conf) {
      return new RowWriteSupport(schema, publication);
    }
  }
}
