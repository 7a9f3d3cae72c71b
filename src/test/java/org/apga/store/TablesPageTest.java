package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TablesPageTest {
  @Test
  void everyColumnHasALine() {
    String page = Tables.markdown();

    for (TableSchema table : Tables.ALL) {
      assertThat(page).contains("\n## " + table.table() + "\n");
      assertThat(table.columns())
          .allSatisfy(
              column ->
                  assertThat(page).contains("| `" + column.name() + "` | " + column.type() + " |"));
    }
  }

  @Test
  void whatMarkdownWouldTakeForItsOwnIsEscaped() {
    assertThat(Tables.markdown()).contains("full, or number of training images of each class");
    assertThat(Tables.markdown().lines().filter(line -> line.startsWith("| `")))
        .allMatch(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count() == 5);
  }
}
