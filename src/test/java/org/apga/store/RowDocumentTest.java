package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apga.files.JsonFile;
import org.junit.jupiter.api.Test;

class RowDocumentTest {
  private static final TableSchema SCHEMA =
      new TableSchema(
          "t",
          List.of(
              new Column("text", Column.Type.TEXT, "", ""),
              new Column("whole", Column.Type.WHOLE, "", ""),
              new Column("real", Column.Type.REAL, "", ""),
              new Column("infinite", Column.Type.REAL, "", ""),
              new Column("flag", Column.Type.FLAG, "", ""),
              new Column("time", Column.Type.TIME, "", ""),
              new Column("bytes", Column.Type.BYTES, "", ""),
              new Column("nothing", Column.Type.TEXT, "", "")));

  private static Row again(Row row) throws IOException {
    return RowDocument.read(SCHEMA, JsonFile.parse(JsonFile.bytes(RowDocument.write(row))));
  }

  @Test
  void aRowIsTheSameAgain() throws IOException {
    Row row =
        Row.builder(SCHEMA)
            .set("text", "\"ü\"\n骨")
            .set("whole", Long.MIN_VALUE)
            .set("real", 0.1 + 0.2)
            .set("infinite", Double.NEGATIVE_INFINITY)
            .set("flag", false)
            .set("time", Instant.parse("2026-02-03T12:00:05.678Z"))
            .set("bytes", new byte[] {0, -1, 127, -128, 10})
            .build();

    assertThat(again(row)).isEqualTo(row);
  }

  @Test
  void everyBitOfANumberIsKept() throws IOException {
    for (double value : new double[] {Double.MIN_VALUE, -0.0, Math.PI * 1e-300, Math.nextUp(1.0)}) {
      Row row = Row.builder(SCHEMA).set("real", value).build();
      assertThat(Double.doubleToRawLongBits(again(row).real("real")))
          .isEqualTo(Double.doubleToRawLongBits(value));
    }
  }
}
