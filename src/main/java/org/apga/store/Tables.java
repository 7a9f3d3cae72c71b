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

  /**
   * One row an image of a completed trial's sheet. PNGs of this and the next are 8-bit greyscale.
   */
  public static final TableSchema MASKS = named("masks");

  /** One row an image and epoch of a completed trial with a policy. */
  public static final TableSchema MASK_HISTORY = named("mask_history");

  /** One row a point of a deletion or insertion curve of a completed trial. */
  public static final TableSchema CURVES = named("curves");

  /** What shows what networks look at: a trial of an older version may lack the rows. */
  public static final List<TableSchema> OF_MASKS = List.of(MASKS, MASK_HISTORY, CURVES);

  /** One row a cell: what the terminal shows at the end. */
  public static final TableSchema SUMMARY = named("summary");

  /** One row a completed trial, split, level and kind of scores: metrics with intervals. */
  public static final TableSchema METRICS = named("metrics");

  /** One row an arm, rival and seed: two trials that started alike, on the test split. */
  public static final TableSchema PAIRS = named("pairs");

  /** One row a part, shot, arm, rival and measure, and one over all parts: arms compared. */
  public static final TableSchema COMPARISONS = named("comparisons");

  /** One row a cell, level, kind of scores and adjustment: models asked together. */
  public static final TableSchema ENSEMBLES = named("ensembles");

  /** One row a cell, column of the manifest and value: figures of those test images. */
  public static final TableSchema SUBGROUPS = named("subgroups");

  /** Two rows a cell: figures of all test images, and of those that are in matched pairs. */
  public static final TableSchema MATCHED = named("matched");

  /** One row a variant that an arm tried before the run, of which one was chosen. */
  public static final TableSchema CHOICES = named("choices");

  /** One row, about the run itself: what the page of all runs shows of it. */
  public static final TableSchema RUNS = named("runs");

  /** In column {@code part}: what a row says of all parts together. No part's name has a blank. */
  public static final String ALL_PARTS = "all parts";

  private Tables() {}

  private static TableSchema named(String table) {
    return ALL.stream().filter(schema -> schema.table().equals(table)).findFirst().orElseThrow();
  }

  private static String resource(String name) {
    ClassLoader ours = Tables.class.getClassLoader();
    return Uncheck.get(() -> IOUtils.resourceToString("org/apga/store/" + name, UTF_8, ours));
  }

  /** The page docs/tables.md, of all tables; lines end with a line feed. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(resource("tables-page.md"));
    ROWS.forEach((table, row) -> append(page, table, row));
    return page.toString();
  }

  private static void append(StringBuilder page, TableSchema table, String row) {
    page.append("\n## ").append(table.table()).append("\n\n").append(row).append("\n\n");
    page.append("| column | type | unit | meaning |\n|---|---|---|---|\n");
    for (Column column : table.columns()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  column.name(), column.type(), escaped(column.unit()), escaped(column.meaning())));
    }
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("_", "\\_").replace("*", "\\*");
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
