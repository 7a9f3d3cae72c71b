package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TablesTest {
  private static final String LOWER_SNAKE = "[a-z][a-z0-9]*(_[a-z0-9]+)*";

  static final List<TableSchema> tables = Tables.ALL;

  @Test
  void tablesHaveNamesOfTheirOwn() {
    assertThat(tables)
        .extracting(TableSchema::table)
        .containsExactly(
            "trials",
            "epochs",
            "predictions",
            "masks",
            "mask_history",
            "curves",
            "metrics",
            "ensembles",
            "pairs",
            "comparisons",
            "subgroups",
            "matched",
            "choices",
            "summary",
            "runs")
        .allMatch(name -> name.matches(LOWER_SNAKE));
  }

  @ParameterizedTest
  @FieldSource("tables")
  void columnsHaveLowerSnakeNamesOfTheirOwn(TableSchema table) {
    assertThat(table.columns())
        .extracting(Column::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches(LOWER_SNAKE));
  }

  @ParameterizedTest
  @FieldSource("tables")
  void everyTableNamesPartArmAndShotsButThatOfRuns(TableSchema table) {
    List<String> cell =
        table.equals(Tables.RUNS) ? List.of("parts", "arms") : List.of("part", "arm", "shots");

    assertThat(table.columns()).extracting(Column::name).containsAll(cell);
  }

  @ParameterizedTest
  @FieldSource("tables")
  void everyColumnHasAMeaning(TableSchema table) {
    assertThat(table.columns()).extracting(Column::meaning).allMatch(meaning -> !meaning.isBlank());
  }

  @ParameterizedTest
  @FieldSource("tables")
  void everyTimeHasAUnitAndNoOtherTextHasOne(TableSchema table) {
    assertThat(table.columns())
        .allSatisfy(
            column -> {
              if (column.type() == Column.Type.TIME) {
                assertThat(column.unit()).isEqualTo("UTC");
              } else if (column.type() == Column.Type.TEXT || column.type() == Column.Type.FLAG) {
                assertThat(column.unit()).as(column.name()).isEmpty();
              }
            });
  }
}
