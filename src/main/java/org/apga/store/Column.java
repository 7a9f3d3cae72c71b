package org.apga.store;

/**
 * One column of a table. Every column may hold nulls.
 *
 * @param name the name in SQL and Parquet
 * @param type the type of its values
 * @param unit such as {@code s} or {@code 0..1}; empty if it has none
 * @param meaning the description in docs/reference/tables.md, one line
 */
public record Column(String name, Type type, String unit, String meaning) {
  /** The type of a column's values. */
  public enum Type {
    /** UTF-8 text. */
    TEXT("a String"),
    /** 64-bit integers. */
    WHOLE("a long"),
    /** 64-bit floating point; NaN is stored as null, so that SQL's aggregates ignore it. */
    REAL("a double"),
    /** True or false. */
    FLAG("a boolean"),
    /** A moment in UTC, to the millisecond. */
    TIME("an Instant"),
    /** Bytes as they are, such as those of a PNG file. */
    BYTES("a byte[]");

    private final String javaType;

    Type(String javaType) {
      this.javaType = javaType;
    }

    String javaType() {
      return javaType;
    }
  }
}
