package org.apga.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What two ways to the same result may differ in. */
public final class Circumstances {
  /** When, where, how long, and the folder that a result was put in. */
  private static final Set<String> COLUMNS =
      Set.of(
          "attempt",
          "resumed",
          "config_hash",
          "host",
          "started",
          "finished",
          "seconds",
          "earlier_seconds",
          "decode_seconds",
          "train_seconds",
          "checkpoint_seconds",
          "masks_seconds",
          "peak_memory_mb",
          "gpu_peak_memory_mb",
          "gpu_free_memory_mb");

  private Circumstances() {}

  /** Rows by column, without circumstances. */
  public static List<Map<String, Object>> without(List<Row> rows) {
    return rows.stream().map(Circumstances::without).toList();
  }

  private static Map<String, Object> without(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<Column> columns = row.schema().columns();
    for (int i = 0; i < columns.size(); i++) {
      if (!COLUMNS.contains(columns.get(i).name())) {
        values.put(columns.get(i).name(), row.value(i));
      }
    }
    return values;
  }
}
