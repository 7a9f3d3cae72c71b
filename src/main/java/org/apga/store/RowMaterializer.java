package org.apga.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** How Parquet becomes rows: the columns that file and schema share. */
final class RowMaterializer extends RecordMaterializer<Row> {
  private final TableSchema schema;
  private final Fields fields;

  /**
   * @param shared what {@link #shared} gave
   */
  RowMaterializer(TableSchema schema, MessageType shared) {
    this.schema = schema;
    this.fields = new Fields(schema, shared);
  }

  /**
   * The columns of {@code schema} that a file has.
   *
   * @throws IllegalArgumentException if it holds another table, or one of them with another type
   */
  static MessageType shared(TableSchema schema, FileMetaData file) {
    String table = file.getKeyValueMetaData().get(RowWriteSupport.TABLE_KEY);
    // All columns being optional, a file of another table would read as rows of nulls.
    if (table != null && !table.equals(schema.table())) {
      throw new IllegalArgumentException(
          "it holds table " + table + ". Read it with that table's schema.");
    }
    List<Type> shared = new ArrayList<>();
    for (Type wanted : RowWriteSupport.messageType(schema).getFields()) {
      if (file.getSchema().containsField(wanted.getName())) {
        Type stored = file.getSchema().getType(wanted.getName());
        if (!stored.equals(wanted)) {
          throw new IllegalArgumentException(
              "its column is \"" + stored + "\", not \"" + wanted + "\". Write it anew.");
        }
        shared.add(wanted);
      }
    }
    return new MessageType(schema.table(), shared);
  }

  @Override
  public Row getCurrentRecord() {
    return new Row(schema, fields.values);
  }

  @Override
  public GroupConverter getRootConverter() {
    return fields;
  }

  private static final class Fields extends GroupConverter {
    private final int width;
    private final List<Converter> converters = new ArrayList<>();
    private @Nullable Object[] values;

    Fields(TableSchema schema, MessageType shared) {
      width = schema.columns().size();
      values = new @Nullable Object[width];
      for (Type field : shared.getFields()) {
        int index = schema.indexOf(field.getName());
        converters.add(
            schema.columns().get(index).type() == Column.Type.TEXT
                ? new TextField(this, index)
                : new Field(this, index, schema.columns().get(index).type()));
      }
    }

    @Override
    public Converter getConverter(int field) {
      return converters.get(field);
    }

    @Override
    public void start() {
      // The row before keeps its array.
      values = new @Nullable Object[width];
    }

    @Override
    public void end() {}
  }

  private static final class Field extends PrimitiveConverter {
    private final Fields fields;
    private final int index;
    private final Column.Type type;

    Field(Fields fields, int index, Column.Type type) {
      this.fields = fields;
      this.index = index;
      this.type = type;
    }

    @Override
    public void addLong(long value) {
      fields.values[index] = type == Column.Type.TIME ? Instant.ofEpochMilli(value) : (Long) value;
    }

    @Override
    public void addDouble(double value) {
      fields.values[index] = Double.isNaN(value) ? null : value;
    }

    @Override
    public void addBoolean(boolean value) {
      fields.values[index] = value;
    }

    @Override
    public void addBinary(Binary value) {
      fields.values[index] = Bytes.of(value.getBytesUnsafe());
    }
  }

  /** Decodes each text of a dictionary once, so that rows share it. */
  private static final class TextField extends PrimitiveConverter {
    private final Fields fields;
    private final int index;
    private String[] dictionary = {};

    TextField(Fields fields, int index) {
      this.fields = fields;
      this.index = index;
    }

    @Override
    public boolean hasDictionarySupport() {
      return true;
    }

    @Override
    public void setDictionary(Dictionary stored) {
      dictionary = new String[stored.getMaxId() + 1];
      for (int id = 0; id < dictionary.length; id++) {
        dictionary[id] = stored.decodeToBinary(id).toStringUsingUTF8();
      }
    }

    @Override
    public void addValueFromDictionary(int id) {
      fields.values[index] = dictionary[id];
    }

    @Override
    public void addBinary(Binary value) {
      fields.values[index] = value.toStringUsingUTF8();
    }
  }
}
