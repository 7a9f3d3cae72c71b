package org.apga.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One immutable row of a table.
 *
 * <p>Methods that read a column throw an {@link IllegalArgumentException} if there is no column of
 * that name or it has another type, and an {@link IllegalStateException} if the value is null. Call
 * {@link #has} before reading a value that may be null, except for {@link #real}, which returns NaN
 * for null.
 */
public final class Row {
  private final TableSchema schema;
  private final @Nullable Object[] values;

  /** Uses the array itself: one value per column, of the column's type, never NaN. */
  Row(TableSchema schema, @Nullable Object[] values) {
    this.schema = schema;
    this.values = values;
  }

  /** A row of the table whose columns are all null until set. */
  public static Builder builder(TableSchema schema) {
    return new Builder(schema);
  }

  /** A builder of rows that differ from this one in some columns. */
  public Builder toBuilder() {
    Builder builder = new Builder(schema);
    System.arraycopy(values, 0, builder.values, 0, values.length);
    return builder;
  }

  public TableSchema schema() {
    return schema;
  }

  /** Whether the column's value is not null. */
  public boolean has(String column) {
    return values[schema.indexOf(column)] != null;
  }

  /** The value at a position: String, Long, Double, Boolean, Instant or read-only ByteBuffer. */
  public @Nullable Object value(int index) {
    return values[index];
  }

  public String text(String column) {
    return (String) present(column, Column.Type.TEXT);
  }

  public long whole(String column) {
    return (Long) present(column, Column.Type.WHOLE);
  }

  /** The value of a REAL column, NaN for null. */
  public double real(String column) {
    Object value = typed(column, Column.Type.REAL);
    return value == null ? Double.NaN : (Double) value;
  }

  public boolean flag(String column) {
    return (Boolean) present(column, Column.Type.FLAG);
  }

  /** The value of a TIME column, to the millisecond. */
  public Instant time(String column) {
    return (Instant) present(column, Column.Type.TIME);
  }

  /** A copy of the value of a BYTES column. */
  public byte[] bytes(String column) {
    ByteBuffer value = ((ByteBuffer) present(column, Column.Type.BYTES)).duplicate();
    byte[] copy = new byte[value.remaining()];
    value.get(copy);
    return copy;
  }

  /** The form of bytes in a row: equal if the contents are equal, and read-only. */
  static ByteBuffer bytes(byte[] own) {
    return ByteBuffer.wrap(own).asReadOnlyBuffer();
  }

  private Object present(String column, Column.Type type) {
    Object value = typed(column, type);
    if (value == null) {
      throw new IllegalStateException(
          String.format(
              "Cannot read %s of table %s: it is null in this row. Call has(\"%s\") first.",
              column, schema.table(), column));
    }
    return value;
  }

  private @Nullable Object typed(String column, Column.Type type) {
    int index = schema.indexOf(column);
    Column.Type actual = schema.columns().get(index).type();
    if (actual != type) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot read %s of table %s as %s: it is %s. Read it as %s.",
              column, schema.table(), type, actual, actual.javaType()));
    }
    return values[index];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row
        && schema.equals(row.schema)
        && Arrays.equals(values, row.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return schema.table() + Arrays.toString(values);
  }

  /** Sets the values of a row; can be reused for another row that differs in some. */
  public static final class Builder {
    private final TableSchema schema;
    private final @Nullable Object[] values;

    private Builder(TableSchema schema) {
      this.schema = schema;
      this.values = new @Nullable Object[schema.columns().size()];
    }

    /**
     * Sets a column: TEXT takes a String, WHOLE a Long or Integer, REAL a Double, Float or Integer
     * (NaN becomes null), FLAG a Boolean, TIME an Instant (cut to the millisecond), BYTES a byte[]
     * (copied); all take null.
     *
     * @throws IllegalArgumentException if there is no such column or the value does not fit it
     */
    public Builder set(String column, @Nullable Object value) {
      int index = schema.indexOf(column);
      Column.Type type = schema.columns().get(index).type();
      values[index] = value == null ? null : converted(column, type, value);
      return this;
    }

    private @Nullable Object converted(String column, Column.Type type, Object value) {
      boolean whole = value instanceof Long || value instanceof Integer;
      boolean real = value instanceof Double || value instanceof Float || value instanceof Integer;
      Object converted =
          switch (type) {
            case TEXT -> value instanceof String ? value : null;
            case WHOLE -> whole ? ((Number) value).longValue() : null;
            case REAL -> real ? ((Number) value).doubleValue() : null;
            case FLAG -> value instanceof Boolean ? value : null;
            case TIME -> value instanceof Instant i ? i.truncatedTo(ChronoUnit.MILLIS) : null;
            case BYTES -> value instanceof byte[] b ? bytes(b.clone()) : null;
          };
      if (converted == null) {
        throw new IllegalArgumentException(
            String.format(
                "Cannot set %s of table %s to %s: it is %s. Pass %s.",
                column,
                schema.table(),
                value instanceof String ? "\"" + value + "\"" : value,
                type,
                type.javaType()));
      }
      return converted.equals(Double.NaN) ? null : converted;
    }

    public Row build() {
      return new Row(schema, values.clone());
    }
  }
}
