package org.apga.store;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MILLIS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** How a row becomes Parquet. */
final class RowWriteSupport extends WriteSupport<Row> {
  /** Key of the file's metadata that names the table. */
  static final String TABLE_KEY = "apga.table";

  /** Key of the file's metadata that is the same in all tables of one publication of a run. */
  static final String PUBLICATION_KEY = "apga.publication";

  private final TableSchema schema;
  private final String publication;
  private final List<Column> columns;
  private @Nullable RecordConsumer consumer;

  RowWriteSupport(TableSchema schema, String publication) {
    this.schema = schema;
    this.publication = publication;
    this.columns = schema.columns();
  }

  /** The columns as Parquet declares them, all optional. */
  static MessageType messageType(TableSchema schema) {
    return new MessageType(
        schema.table(), schema.columns().stream().map(RowWriteSupport::field).toList());
  }

  /**
   * What a file says of itself.
   *
   * @param publication that it belongs to; empty for a file that belongs to none
   */
  static Map<String, String> metadata(TableSchema schema, String publication) {
    return publication.isEmpty()
        ? Map.of(TABLE_KEY, schema.table())
        : Map.of(TABLE_KEY, schema.table(), PUBLICATION_KEY, publication);
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
          "Cannot write a row of "
              + row.schema()
              + " to table "
              + schema
              + ": the columns differ. Build the row with the table's schema.");
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
          case BYTES -> out.addBinary(Binary.fromConstantByteArray(((Bytes) value).array()));
        }
        out.endField(columns.get(i).name(), i);
      }
    }
    out.endMessage();
  }
}
