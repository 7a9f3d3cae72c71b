package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
  private static final TableSchema TRIALS =
      new TableSchema(
          "trials",
          List.of(
              new Column("trial", Column.Type.TEXT, "", "Which trial."),
              new Column("seed", Column.Type.WHOLE, "", "Its seed."),
              new Column("accuracy", Column.Type.REAL, "0..1", "On the test images."),
              new Column("done", Column.Type.FLAG, "", "Whether it ended well."),
              new Column("ended", Column.Type.TIME, "UTC", "When it ended."),
              new Column("mask", Column.Type.BYTES, "PNG", "What it looked at.")));

  @Test
  void aRowMadeOfAnotherDiffersInWhatIsSetAlone() {
    Row row = Row.builder(TRIALS).set("trial", "a").set("seed", 7).build();

    Row other = row.toBuilder().set("seed", 8).build();

    assertThat(other.text("trial")).isEqualTo("a");
    assertThat(other.whole("seed")).isEqualTo(8);
    assertThat(row.whole("seed")).isEqualTo(7);
  }

  @Test
  void aRowGivesBackWhatWasSet() {
    Instant ended = Instant.parse("2026-01-02T03:04:05.678Z");
    Row row =
        Row.builder(TRIALS)
            .set("trial", "a")
            .set("seed", 7)
            .set("accuracy", 0.5)
            .set("done", true)
            .set("ended", ended.plusNanos(999_999))
            .build();

    assertThat(row.text("trial")).isEqualTo("a");
    assertThat(row.whole("seed")).isEqualTo(7);
    assertThat(row.real("accuracy")).isEqualTo(0.5);
    assertThat(row.flag("done")).isTrue();
    assertThat(row.time("ended")).isEqualTo(ended);
    assertThat(row.has("seed")).isTrue();
    assertThat(row.value(1)).isEqualTo(7L);
  }

  @Test
  void bytesAreEqualWhereTheirContentsAreAndNobodyChangesThem() {
    byte[] given = {1, 2};
    Row row = Row.builder(TRIALS).set("mask", given).build();
    given[0] = 9;
    row.bytes("mask")[1] = 9;

    assertThat(row.bytes("mask")).containsExactly(1, 2);
    assertThat(row).isEqualTo(Row.builder(TRIALS).set("mask", new byte[] {1, 2}).build());
    assertThat(row).hasSameHashCodeAs(Row.builder(TRIALS).set("mask", row.bytes("mask")).build());
    assertThat(row).isNotEqualTo(Row.builder(TRIALS).set("mask", new byte[] {1}).build());
    assertThat(row).asString().startsWith("trials[null, null, null, null, null, ");
    assertThatThrownBy(() -> Row.builder(TRIALS).set("mask", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot set mask of table trials to \"x\": it is BYTES. Pass a byte[].");
  }

  @Test
  void anUnsetRealIsNanAndNanIsNull() {
    Row row = Row.builder(TRIALS).set("accuracy", Double.NaN).build();

    assertThat(row.real("accuracy")).isNaN();
    assertThat(row.has("accuracy")).isFalse();
    assertThat(row).isEqualTo(Row.builder(TRIALS).build());
  }

  @Test
  void aBuilderThatGoesOnLeavesEarlierRowsAlone() {
    Row.Builder builder = Row.builder(TRIALS).set("seed", 1L);
    Row first = builder.build();
    Row second = builder.set("seed", null).build();

    assertThat(first.whole("seed")).isEqualTo(1);
    assertThat(second.has("seed")).isFalse();
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    Row.Builder builder = Row.builder(TRIALS);

    assertThatThrownBy(() -> builder.set("accuracy", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot set accuracy of table trials to \"x\": it is REAL. Pass a double.");
    assertThatThrownBy(() -> builder.set("seed", 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot set seed of table trials to 1.5: it is WHOLE. Pass a long.");
    assertThatThrownBy(() -> builder.set("ended", 5L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot set ended of table trials to 5: it is TIME. Pass an Instant.");
  }

  @Test
  void anUnknownColumnIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> Row.builder(TRIALS).set("acuracy", 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot find column acuracy in table trials: there is none. Use one of trial, seed,"
                + " accuracy, done, ended, mask.");
  }

  @Test
  void aNullThatIsReadIsRefused() {
    Row row = Row.builder(TRIALS).build();

    assertThatThrownBy(() -> row.whole("seed"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot read seed of table trials: it is null in this row. Call has(\"seed\") first.");
  }

  @Test
  void readingAsAnotherTypeIsRefused() {
    Row row = Row.builder(TRIALS).set("seed", 1).build();

    assertThatThrownBy(() -> row.real("seed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read seed of table trials as REAL: it is WHOLE. Read it as a long.");
  }
}
