package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileTest {
  private static final Column TRIAL = new Column("trial", Column.Type.TEXT, "", "Which trial.");
  private static final Column SEED = new Column("seed", Column.Type.WHOLE, "", "Its seed.");
  private static final Column ACCURACY =
      new Column("accuracy", Column.Type.REAL, "0..1", "On the test images.");
  private static final Column DONE = new Column("done", Column.Type.FLAG, "", "Ended well.");
  private static final Column ENDED = new Column("ended", Column.Type.TIME, "UTC", "When.");
  private static final Column MASK = new Column("mask", Column.Type.BYTES, "PNG", "Where to.");
  private static final TableSchema TRIALS =
      new TableSchema("trials", List.of(TRIAL, SEED, ACCURACY, DONE, ENDED, MASK));
  private static final Row FULL =
      Row.builder(TRIALS)
          .set("trial", "élbow/apga ∆")
          .set("seed", Long.MIN_VALUE)
          .set("accuracy", 0.1)
          .set("done", false)
          .set("ended", Instant.parse("2026-01-02T03:04:05.678Z"))
          .set("mask", new byte[] {-119, 80, 0, -1})
          .build();
  private static final Row EMPTY = Row.builder(TRIALS).build();
  private static final Row EDGES =
      Row.builder(TRIALS)
          .set("trial", "")
          .set("seed", 0)
          .set("accuracy", Double.NEGATIVE_INFINITY)
          .set("done", true)
          .set("ended", Instant.parse("1969-12-31T23:59:59.999Z"))
          .set("mask", new byte[0])
          .build();

  @TempDir private java.nio.file.Path folder;
  private FileSystem fs;
  private Path file;

  @BeforeEach
  void openTheFileSystem() throws IOException {
    fs = FileSystem.get(URI.create("file:///"), new Configuration());
    file = new Path(folder.resolve("rows.parquet").toUri());
  }

  private static void write(FileSystem fs, Path file, TableSchema schema, Iterable<Row> rows)
      throws IOException {
    try (RowWriter writer = new RowWriter(fs, file, schema, "")) {
      for (Row row : rows) {
        writer.add(row);
      }
      writer.finish();
    }
  }

  @Test
  void rowsComeBackAsTheyWere() throws IOException {
    write(fs, file, TRIALS, List.of(FULL, EMPTY, EDGES));

    assertThat(RowReader.read(fs, file, TRIALS)).containsExactly(FULL, EMPTY, EDGES);
  }

  @Test
  void sparkReadsTheTypesAndNulls() throws IOException {
    write(fs, file, TRIALS, List.of(FULL, EMPTY, EDGES));
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.session.timeZone", "America/New_York")
            .getOrCreate()) {
      var table = spark.read().parquet(folder.toUri().toString());

      assertThat(table.schema().simpleString())
          .isEqualTo(
              "struct<trial:string,seed:bigint,accuracy:double,done:boolean,ended:timestamp,"
                  + "mask:binary>");
      List<org.apache.spark.sql.Row> rows = table.collectAsList();
      assertThat(rows).hasSize(3);
      assertThat(rows.get(0).getString(0)).isEqualTo("élbow/apga ∆");
      assertThat(rows.get(0).getLong(1)).isEqualTo(Long.MIN_VALUE);
      assertThat(rows.get(0).getDouble(2)).isEqualTo(0.1);
      assertThat(rows.get(0).getBoolean(3)).isFalse();
      assertThat(rows.get(0).getTimestamp(4).toInstant())
          .isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
      assertThat((byte[]) rows.get(0).get(5)).containsExactly(-119, 80, 0, -1);
      assertThat((byte[]) rows.get(2).get(5)).isEmpty();
      for (int column = 0; column < 6; column++) {
        assertThat(rows.get(1).isNullAt(column)).isTrue();
      }
      assertThat(rows.get(2).getTimestamp(4).toInstant())
          .isEqualTo(Instant.parse("1969-12-31T23:59:59.999Z"));
    }
  }

  @Test
  void noRowsAreAFileToo() throws IOException {
    write(fs, file, TRIALS, List.of());

    assertThat(RowReader.read(fs, file, TRIALS)).isEmpty();
  }

  @Test
  void anOlderFileLacksColumnsAndANewerOneHasMore() throws IOException {
    TableSchema newer =
        new TableSchema(
            "trials", List.of(new Column("kappa", Column.Type.REAL, "", "New."), SEED, TRIAL));
    write(fs, file, TRIALS, List.of(FULL));

    Row read = RowReader.read(fs, file, newer).get(0);

    assertThat(read)
        .isEqualTo(
            Row.builder(newer).set("seed", Long.MIN_VALUE).set("trial", "élbow/apga ∆").build());
  }

  /** Overwrites the end of a column's values. */
  private void damage(Column column) throws IOException {
    ColumnChunkMetaData chunk;
    try (ParquetFileReader reader = ParquetFileReader.open(new HadoopFile.Input(fs, file))) {
      chunk =
          reader.getRowGroups().get(0).getColumns().stream()
              .filter(one -> one.getPath().toDotString().equals(column.name()))
              .findFirst()
              .orElseThrow();
    }
    java.nio.file.Path path = folder.resolve("rows.parquet");
    byte[] bytes = Files.readAllBytes(path);
    int last = (int) (chunk.getStartingPos() + chunk.getTotalSize() - 1);
    bytes[last] ^= 1;
    Files.write(path, bytes);
    // Hadoop's checksum beside the file would notice first.
    Files.deleteIfExists(folder.resolve(".rows.parquet.crc"));
  }

  @Test
  void whoReadsSomeColumnsReadsNoOthers() throws IOException {
    write(fs, file, TRIALS, List.of(FULL, EMPTY, EDGES));
    TableSchema some = TRIALS.only("seed", "trial");
    damage(ACCURACY);

    assertThat(RowReader.read(fs, file, some))
        .containsExactly(
            Row.builder(some).set("seed", Long.MIN_VALUE).set("trial", "élbow/apga ∆").build(),
            Row.builder(some).build(),
            Row.builder(some).set("seed", 0).set("trial", "").build());
    assertThatThrownBy(() -> RowReader.read(fs, file, TRIALS))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read table trials from " + file);
  }

  @Test
  void aColumnThatATableLacksCannotBeRead() {
    assertThatThrownBy(() -> TRIALS.only("seed", "kappa"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot find column kappa in table trials: there is none. Use one of trial, seed,"
                + " accuracy, done, ended, mask.");
  }

  @Test
  void aFileThatSharesNoColumnIsRowsOfNulls() throws IOException {
    TableSchema other =
        new TableSchema("trials", List.of(new Column("kappa", Column.Type.REAL, "", "New.")));
    write(fs, file, TRIALS, List.of(FULL, EMPTY));

    Row nulls = Row.builder(other).build();
    assertThat(RowReader.read(fs, file, other)).containsExactly(nulls, nulls);
  }

  @Test
  void aFileThatExistsIsNeverReplaced() throws IOException {
    write(fs, file, TRIALS, List.of(FULL));

    assertThatThrownBy(() -> write(fs, file, TRIALS, List.of()))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(
            "Cannot write table trials to " + file + ": the file exists. Choose another name.");
    assertThat(RowReader.read(fs, file, TRIALS)).containsExactly(FULL);
  }

  @Test
  void rowsThatFailHalfwayLeaveNoFile() throws IOException {
    Iterable<Row> failing =
        () ->
            new Iterator<>() {
              private int given;

              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Row next() {
                if (given++ == 3) {
                  throw new IllegalStateException("no more");
                }
                return FULL;
              }
            };

    assertThatThrownBy(() -> write(fs, file, TRIALS, failing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no more");
    try (Stream<java.nio.file.Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aDiskThatFillsUpAtTheEndLeavesNoFile() throws IOException {
    FileSystem full =
        new RawLocalFileSystem() {
          @Override
          public FSDataOutputStream create(Path path, boolean overwrite) throws IOException {
            return new FSDataOutputStream(super.create(path, overwrite), null) {
              @Override
              public void close() throws IOException {
                super.close();
                throw new IOException("No space left on device");
              }
            };
          }
        };
    full.initialize(URI.create("file:///"), new Configuration());

    assertThatThrownBy(() -> write(full, file, TRIALS, List.of(FULL)))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(fs.exists(file)).isFalse();
  }

  @Test
  void aRowOfAnotherTableIsRefusedAndLeavesNoFile() throws IOException {
    TableSchema epochs = new TableSchema("epochs", List.of(SEED));

    assertThatThrownBy(() -> write(fs, file, TRIALS, List.of(FULL, Row.builder(epochs).build())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot write a row of epochs(seed WHOLE) to table trials(trial TEXT, seed WHOLE,"
                + " accuracy REAL, done FLAG, ended TIME, mask BYTES): the columns differ. Build"
                + " the row with the table's schema.");
    assertThat(fs.exists(file)).isFalse();
  }

  @Test
  void aFileOfAnotherTableIsRefused() throws IOException {
    TableSchema epochs = new TableSchema("epochs", List.of(SEED));
    write(fs, file, epochs, List.of());

    assertThatThrownBy(() -> RowReader.read(fs, file, TRIALS))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot read table trials from "
                + file
                + ": it holds table epochs. Read it with that table's schema.");
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() throws IOException {
    write(
        fs,
        file,
        new TableSchema(
            "trials", List.of(new Column("accuracy", Column.Type.TEXT, "", "As text."))),
        List.of());

    assertThatThrownBy(() -> RowReader.read(fs, file, TRIALS))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot read table trials from "
                + file
                + ": its column is \"optional binary accuracy (STRING)\", not \"optional double"
                + " accuracy\". Write the file again.");
  }

  @Test
  void aMissingFileIsNotFound() {
    assertThatThrownBy(() -> RowReader.read(fs, file, TRIALS))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aFlippedBitIsFound() throws IOException {
    write(fs, file, TRIALS, List.of(FULL, EDGES));
    byte[] packed = Files.readAllBytes(folder.resolve("rows.parquet"));
    byte[] plain = RowWriter.bytes(fs.getConf(), TRIALS, List.of(FULL, EDGES));
    for (byte[] bytes : List.of(packed, plain)) {
      // Pages begin after the four bytes of Parquet's name and a header of some thirty.
      bytes[60] ^= 1;

      assertThatThrownBy(() -> new RowReader(fs, TRIALS).forEach(bytes, file, row -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("Cannot read table trials from " + file + ": ");
    }
  }

  @Test
  void theSameRowsHaveTheSameBytes() throws IOException {
    assertThat(RowWriter.bytes(fs.getConf(), TRIALS, List.of(FULL, EDGES)))
        .isEqualTo(RowWriter.bytes(fs.getConf(), TRIALS, List.of(FULL, EDGES)));
  }

  @Test
  void aFileThatIsNotParquetIsRefused() throws IOException {
    Files.writeString(folder.resolve("rows.parquet"), "not a table at all");

    assertThatThrownBy(() -> RowReader.read(fs, file, TRIALS))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read table trials from " + file + ": ");
  }
}
