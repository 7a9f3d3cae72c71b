package org.apga.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;

/**
 * The tables that notebooks query, as the resource {@code tables.txt} lists them column by column.
 * A value that does not apply is null.
 */
public final class Tables {
  /** What a row of each table is; the tables in the order a reader meets them. */
  static final Map<TableSchema, String> ROWS = read();

  /** All of them, in the order a reader meets them. */
  public static final List<TableSchema> ALL = List.copyOf(ROWS.keySet());

  /** One row a trial of the run, whatever became of it. */
  public static final TableSchema TRIALS = named("trials");

  /** One row an epoch of a completed trial. */
  public static final TableSchema EPOCHS = named("epochs");

  /** One row an image of the selection and test splits of a completed trial. */
  public static final TableSchema PREDICTIONS = named("predictions");

  /** One row a cell: what the terminal shows at the end. */
  public static final TableSchema SUMMARY = named("summary");

  private Tables() {}

  static TableSchema named(String table) {
    return ALL.stream().filter(schema -> schema.table().equals(table)).findFirst().orElseThrow();
  }

  static String resource(String name) {
    ClassLoader ours = Tables.class.getClassLoader();
    return Uncheck.get(() -> IOUtils.resourceToString("org/apga/store/" + name, UTF_8, ours));
  }

  private static Map<TableSchema, String> read() {
    String text = resource("tables.txt");
    Map<TableSchema, String> tables = new LinkedHashMap<>();
    // What stands before the first empty line says how the rest is written.
    for (String paragraph : text.substring(text.indexOf("\n\n") + 2).split("\n\n")) {
      List<String> lines = paragraph.lines().toList();
      String[] head = lines.get(0).split(": ", 2);
      List<Column> columns = lines.stream().skip(1).map(Tables::column).toList();
      tables.put(new TableSchema(head[0], columns), head[1]);
    }
    return Collections.unmodifiableMap(tables);
  }

  private static Column column(String line) {
    String[] facts = line.split(" *\\| *", 4);
    return new Column(facts[0], Column.Type.valueOf(facts[1]), facts[2], facts[3]);
  }
}
