package org.apga.store;

/** The page docs/tables.md: every table with its columns, types, units and meanings. */
public final class SchemaPage {
  private SchemaPage() {}

  /** The page in Markdown, of all tables; lines end with a line feed. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(Tables.resource("tables-page.md"));
    Tables.ROWS.forEach((table, row) -> append(page, table, row));
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
}
