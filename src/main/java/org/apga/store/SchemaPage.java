package org.apga.store;

import java.util.List;
import java.util.Map;

/** The page docs/tables.md: every table with its columns, types, units and meanings. */
public final class SchemaPage {
  private static final Map<String, String> ROWS =
      Map.of(
          "trials", "A row a planned trial, whatever became of it.",
          "epochs", "A row an epoch of a completed trial.",
          "predictions",
              "A row an image of the selection and test splits of a completed trial, or of a data set"
                  + " that it was evaluated on.",
          "metrics",
              "A row a completed trial, split, level and kind of scores: metrics with intervals over"
                  + " patients (BCa; `ece`: rough, docs/decisions/0017).",
          "pairs",
              "A row an arm, what it is compared with and a seed: two trials that started alike, on"
                  + " the test split, without test-time augmentation.",
          "comparisons",
              "A row a part, shot, arm, rival and measure, and one over all parts: arms compared on"
                  + " the test split, without test-time augmentation.",
          "masks",
              "A row an image of the mask sheet of a completed trial: what its policy and Grad-CAM point"
                  + " at. The same test images for all arms and seeds of a part.",
          "mask_history",
              "A row an image and epoch of a completed trial with a policy: how its mask moved. The"
                  + " mask only looks on; nothing is chosen by it.",
          "curves",
              "A row a point of a curve of a completed trial: how the probability of abnormal test"
                  + " images falls as pixels are erased, or rises as they are revealed (Petsiuk et al."
                  + " 2018).",
          "summary",
              "A row a cell (part, shot, arm): its test split over the seeds that are done.");

  private SchemaPage() {}

  /** The page in Markdown, of all tables; lines end with a line feed. */
  public static String markdown() {
    return markdown(Tables.ALL);
  }

  private static String markdown(List<TableSchema> tables) {
    StringBuilder page = new StringBuilder();
    page.append("<!-- Generated from the code: submit/apga tables > docs/tables.md -->\n");
    page.append("# Tables\n\n");
    page.append(
        """
        Parquet files `tables/TABLE/run=RUN/part-0.parquet` below a results root; `run` is the partition's column. Any column may
        be null, where its value does not apply or is not defined. Types: TEXT is a UTF-8 string, WHOLE a 64-bit integer, REAL a 64-bit
        floating-point number (never NaN: null instead), FLAG a boolean, TIME a UTC timestamp in milliseconds, BYTES a file's bytes. A
        share lies in 0..1.
        `metrics`, `pairs`, `comparisons` and `summary` are made from `trials` and `predictions` and can be made again:
        `submit/apga report ROOT`.

        Tables of a run belong together where their files' metadata agree in the key `apga.publication` (DuckDB:
        `parquet_kv_metadata('ROOT/tables/*/run=RUN/*.parquet')`). Where they differ, a driver is publishing the run or was lost in the middle:
        the command that ran it publishes it whole, as does `submit/apga report ROOT --run RUN`.

        A run `evaluation-NAME-HASH` is no grid's: `submit/apga evaluate` adds it, with `predictions`, `metrics` and `summary` alone, all rows of
        which name a `data_set` and stand under split `test`. A query over all runs that means grids says `where data_set is null`.
        """);
    for (TableSchema table : tables) {
      page.append("\n## ").append(table.table()).append("\n\n");
      page.append(rows(table)).append("\n\n");
      page.append("| column | type | unit | meaning |\n|---|---|---|---|\n");
      for (Column column : table.columns()) {
        page.append("| `")
            .append(column.name())
            .append("` | ")
            .append(column.type())
            .append(" | ")
            .append(escaped(column.unit()))
            .append(" | ")
            .append(escaped(column.meaning()))
            .append(" |\n");
      }
    }
    return page.toString();
  }

  private static String rows(TableSchema table) {
    String rows = ROWS.get(table.table());
    if (rows == null) {
      throw new IllegalStateException(
          "Cannot describe table "
              + table.table()
              + ": nobody says what a row of it is. Add it to SchemaPage.");
    }
    return rows;
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("_", "\\_").replace("*", "\\*");
  }
}
