package org.apga.store;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MILLIS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file row by row. {@link #close} removes it unless {@link #finish} was called: an
 * incomplete Parquet file breaks every read of its folder.
 */
final class RowWriter implements Closeable {
  /** Key of the file's metadata that names the table. */
  static final String TABLE_KEY = "apga.table";

  /** Key of the file's metadata whose value is the same in all tables of one publication. */
  static final String PUBLICATION_KEY = "apga.publication";

  /** Bytes of a row group, which a writer keeps in memory until it is full. */
  private static final long GROUP_BYTES = 16 << 20;

  private final HadoopFile.Output file;
  private final ParquetWriter<Row> writer;
  private boolean closed;
  private boolean whole;

  /**
   * Begins a new file, compressed (Zstandard and dictionaries).
   *
   * @param publication the publication that the file belongs to; empty for none
   * @throws FileAlreadyExistsException if it exists
   */
  RowWriter(FileSystem fs, Path file, TableSchema schema, String publication) throws IOException {
    if (fs.exists(file)) {
      throw new FileAlreadyExistsException(
          String.format(
              "Cannot write table %s to %s: the file exists. Choose another name.",
              schema.table(), file));
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

  /**
   * The content of a file with the few rows of an attempt, uncompressed: thousands of such files
   * are gathered into tables, and decompressing every column of each took two thirds of that time.
   */
  static byte[] bytes(Configuration configuration, TableSchema schema, Iterable<Row> rows)
      throws IOException {
    HadoopFile.OutputInMemory file = new HadoopFile.OutputInMemory();
    try (ParquetWriter<Row> writer =
        new Builder(file, configuration, schema, "").unpacked().build()) {
      for (Row row : rows) {
        writer.write(row);
      }
    }
    return file.bytes();
  }

  /** The columns as Parquet declares them, all optional. */
  static MessageType messageType(TableSchema schema) {
    return new MessageType(
        schema.table(), schema.columns().stream().map(RowWriter::field).toList());
  }

  private static Type field(Column column) {
    return switch (column.type()) {
      case TEXT -> Types.optional(BINARY).as(stringType()).named(column.name());
      case WHOLE -> Types.optional(INT64).named(column.name());
      case REAL -> Types.optional(DOUBLE).named(column.name());
      case FLAG -> Types.optional(BOOLEAN).named(column.name());
      case TIME -> Types.optional(INT64).as(timestampType(true, MILLIS)).named(column.name());
      case BYTES -> Types.optional(BINARY).named(column.name());
    };
  }

  /**
   * The metadata of a file.
   *
   * @param publication the publication that it belongs to; empty for none
   */
  static Map<String, String> metadata(TableSchema schema, String publication) {
    return publication.isEmpty()
        ? Map.of(TABLE_KEY, schema.table())
        : Map.of(TABLE_KEY, schema.table(), PUBLICATION_KEY, publication);
  }

  /**
   * @throws IllegalArgumentException if the row is of another table
   */
  void add(Row row) throws IOException {
    writer.write(row);
  }

  /** Writes the remaining rows and completes the file. */
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
          // Hardly two of them are equal, and building a dictionary takes a third of the time of
          // writing.
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
      return new Support();
    }

    /** Writes a row as Parquet. */
    private final class Support extends WriteSupport<Row> {
      private final List<Column> columns = schema.columns();
      private @Nullable RecordConsumer consumer;

      @Override
      public WriteContext init(Configuration configuration) {
        return new WriteContext(messageType(schema), metadata(schema, publication));
      }

      @Override
      public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
      }

      @Override
      public void write(Row row) {
        RecordConsumer out = Objects.requireNonNull(consumer);
        if (!row.schema().equals(schema)) {
          throw new IllegalArgumentException(
              String.format(
                  "Cannot write a row of %s to table %s: the columns differ. Build the row with the table's schema.",
                  row.schema(), schema));
        }
        out.startMessage();
        for (int i = 0; i < columns.size(); i++) {
          Object value = row.value(i);
          if (value != null) {
            out.startField(columns.get(i).name(), i);
            switch (columns.get(i).type()) {
              case TEXT -> out.addBinary(Binary.fromString((String) value));
              case WHOLE -> out.addLong((Long) value);
              case REAL -> out.addDouble((Double) value);
              case FLAG -> out.addBoolean((Boolean) value);
              case TIME -> out.addLong(((Instant) value).toEpochMilli());
              case BYTES ->
                  out.addBinary(Binary.fromConstantByteArray(row.bytes(columns.get(i).name())));
            }
            out.endField(columns.get(i).name(), i);
          }
        }
        out.endMessage();
      }
    }
  }
}
