package org.apga.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import org.apga.files.JsonFile;

/**
 * A row as a JSON document, from which the same row can be read. Null columns are omitted, bytes
 * are base64.
 */
public final class RowDocument {
  private RowDocument() {}

  public static ObjectNode write(Row row) {
    ObjectNode json = JsonFile.object();
    for (int i = 0; i < row.schema().columns().size(); i++) {
      String name = row.schema().columns().get(i).name();
      Object value = row.value(i);
      if (value instanceof Long whole) {
        json.put(name, whole);
      } else if (value instanceof Double real) {
        JsonFile.put(json, name, real);
      } else if (value instanceof Boolean flag) {
        json.put(name, flag);
      } else if (value instanceof ByteBuffer) {
        json.put(name, Base64.getEncoder().encodeToString(row.bytes(name)));
      } else if (value != null) {
        json.put(name, value.toString());
      }
    }
    return json;
  }

  /**
   * Reads a row; columns that the document lacks are null, fields that are not columns are ignored.
   */
  public static Row read(TableSchema schema, JsonNode json) {
    Row.Builder row = Row.builder(schema);
    for (Column column : schema.columns()) {
      JsonNode value = json.get(column.name());
      if (value != null) {
        row.set(column.name(), read(column.type(), value));
      }
    }
    return row.build();
  }

  private static Object read(Column.Type type, JsonNode value) {
    return switch (type) {
      case TEXT -> value.asText();
      case WHOLE -> value.asLong();
      case REAL -> JsonFile.real(value);
      case FLAG -> value.asBoolean();
      case TIME -> Instant.parse(value.asText());
      case BYTES -> Base64.getDecoder().decode(value.asText());
    };
  }
}
