package org.apga.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The name and columns of a table. */
public final class TableSchema {
  private final String table;
  private final List<Column> columns;
  private final Map<String, Integer> indices = new HashMap<>();

  /** A table with these columns, in this order; their names must be distinct. */
  public TableSchema(String table, List<Column> columns) {
    this.table = table;
    this.columns = List.copyOf(columns);
    columns.forEach(column -> indices.put(column.name(), indices.size()));
  }

  public String table() {
    return table;
  }

  public List<Column> columns() {
    return columns;
  }

  /**
   * The same table with some of its columns: who reads rows of it reads no others.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public TableSchema only(String... names) {
    return new TableSchema(
        table, Arrays.stream(names).map(name -> columns.get(indexOf(name))).toList());
  }

  /**
   * Position of a column, from 0.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public int indexOf(String column) {
    Integer index = indices.get(column);
    if (index == null) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot find column %s in table %s: there is none. Use one of %s.",
              column, table, columns.stream().map(Column::name).collect(Collectors.joining(", "))));
    }
    return index;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    // Called for every row that is written, nearly always with the same schema object.
    return this == other
        || (other instanceof TableSchema schema
            && table.equals(schema.table)
            && columns.equals(schema.columns));
  }

  @Override
  public int hashCode() {
    return Objects.hash(table, columns);
  }

  @Override
  public String toString() {
    return table
        + columns.stream()
            .map(column -> column.name() + " " + column.type())
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
