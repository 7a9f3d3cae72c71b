package org.apga.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;

/**
 * The tables that notebooks query. The resource {@code tables.txt} lists them column by column. A
 * value that does not apply is null.
 */
public final class Tables {
  /** The meaning of a row of each table; tables in the order of docs/reference/tables.md. */
  static final Map<TableSchema, String> ROWS = read();

  /** All tables, in the order of docs/reference/tables.md. */
  public static final List<TableSchema> ALL = List.copyOf(ROWS.keySet());

  /** One row per trial of the run, whatever its outcome. */
  public static final TableSchema TRIALS = named("trials");

  /** One row per epoch of a completed trial. */
  public static final TableSchema EPOCHS = named("epochs");

  /** One row per image of the selection and test splits of a completed trial. */
  public static final TableSchema PREDICTIONS = named("predictions");

  /**
   * One row per image of a completed trial's sheet. PNGs of this table and the next are 8-bit
   * greyscale.
   */
  public static final TableSchema MASKS = named("masks");

  /** One row per image and epoch of a completed trial with a policy. */
  public static final TableSchema MASK_HISTORY = named("mask_history");

  /** One row per point of a deletion or insertion curve of a completed trial. */
  public static final TableSchema CURVES = named("curves");

  /** The tables about what networks look at: a trial of an older version may lack the rows. */
  public static final List<TableSchema> OF_MASKS = List.of(MASKS, MASK_HISTORY, CURVES);

  /** One row per cell: the table that the terminal shows at the end. */
  public static final TableSchema SUMMARY = named("summary");

  /** One row per completed trial, split, level and kind of scores: metrics with intervals. */
  public static final TableSchema METRICS = named("metrics");

  /** One row per arm, arm compared with it, and seed: two trials with the same seed. */
  public static final TableSchema PAIRS = named("pairs");

  /** One row per part, shot count, pair of arms and measure, and one over all parts. */
  public static final TableSchema COMPARISONS = named("comparisons");

  /** One row per cell, level, kind of scores and adjustment: averaged models. */
  public static final TableSchema ENSEMBLES = named("ensembles");

  /** One row per cell, column of the manifest and value: figures for those test images. */
  public static final TableSchema SUBGROUPS = named("subgroups");

  /** Two rows per cell: figures for all test images, and for those in matched pairs. */
  public static final TableSchema MATCHED = named("matched");

  /** One row per variant that an arm tried before the run, one of which was chosen. */
  public static final TableSchema CHOICES = named("choices");

  /** One row per run: what the page of all runs shows of it. */
  public static final TableSchema RUNS = named("runs");

  /** The value of column {@code part} in a row over all parts. No part's name has a blank. */
  public static final String ALL_PARTS = "all parts";

  private Tables() {}

  private static TableSchema named(String table) {
    return ALL.stream().filter(schema -> schema.table().equals(table)).findFirst().orElseThrow();
  }

  private static String resource(String name) {
    ClassLoader ours = Tables.class.getClassLoader();
    return Uncheck.get(() -> IOUtils.resourceToString("org/apga/store/" + name, UTF_8, ours));
  }

  /** The page docs/reference/tables.md, of all tables; lines end with a line feed. */
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
    // The text before the first empty line describes the format.
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
