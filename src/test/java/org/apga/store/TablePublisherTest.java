package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.trouble.Listeners;
import org.apga.trouble.Manners;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble;
import org.apga.trouble.Trouble.Moment;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TablePublisherTest {
  private static final List<TableSchema> TABLES = List.of(Tables.TRIALS, Tables.EPOCHS);

  @TempDir private Path root;
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void openTheStore() {
    store = ResultStore.open(root.toString(), new Configuration(false));
  }

  private static Row trial(long seed) {
    return Row.builder(Tables.TRIALS).set("trial", "t" + seed).set("seed", seed).build();
  }

  private static Row epoch(long seed, long epoch) {
    return Row.builder(Tables.EPOCHS).set("seed", seed).set("epoch", epoch).build();
  }

  /** Two trials, and three epochs of each. */
  private static RowSource piece(long seed) {
    return sink -> {
      for (long s = seed; s < seed + 2; s++) {
        sink.accept(trial(s));
        for (int e = 1; e <= 3; e++) {
          sink.accept(epoch(s, e));
        }
      }
    };
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(file -> !file.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aTableHasTheRowsOfItsPiecesInTheirOrder() throws IOException {
    List<RowSource> pieces = IntStream.range(0, 20).mapToObj(i -> piece(2L * i)).toList();

    store.publish("r1", "p1", TABLES, pieces);

    List<Row> epochs = new ArrayList<>();
    for (long seed = 0; seed < 40; seed++) {
      for (int e = 1; e <= 3; e++) {
        epochs.add(epoch(seed, e));
      }
    }
    assertThat(store.published("r1", Tables.EPOCHS)).isEqualTo(epochs);
    assertThat(store.published("r1", Tables.TRIALS))
        .extracting(row -> row.whole("seed"))
        .isEqualTo(IntStream.range(0, 40).mapToObj(Long::valueOf).toList());
    assertThat(files())
        .containsExactly(
            "tables/epochs/run=r1/part-0.parquet", "tables/trials/run=r1/part-0.parquet");
  }

  @Test
  void aTableOfSeveralPiecesThatHasNoRowsIsATable() throws IOException {
    store.publish(
        "r1", "p1", TABLES, List.of(sink -> sink.accept(trial(1)), sink -> sink.accept(trial(2))));

    assertThat(store.published("r1", Tables.EPOCHS)).isEmpty();
    assertThat(store.published("r1", Tables.TRIALS)).containsExactly(trial(1), trial(2));
  }

  @Test
  void aPieceThatFailsLeavesTheEarlierTablesAndNothingElse() throws IOException {
    store.publish("r1", "p1", TABLES, List.of(piece(0)));

    assertThatThrownBy(
            () ->
                store.publish(
                    "r1",
                    "p2",
                    TABLES,
                    List.of(
                        piece(4),
                        sink -> {
                          sink.accept(trial(6));
                          throw new IOException("Connection reset.");
                        },
                        piece(8))))
        .isInstanceOf(IOException.class)
        .hasMessage("Connection reset.");

    assertThat(store.published("r1", Tables.TRIALS)).containsExactly(trial(0), trial(1));
    assertThat(files())
        .containsExactly(
            "tables/epochs/run=r1/part-0.parquet", "tables/trials/run=r1/part-0.parquet");
  }

  @Test
  void aTableThatCannotBeWrittenLeavesNoFileOpenAndOneThatIsLeftBehindFailsNothing()
      throws IOException {
    ResultStore lossy = ResultStore.open("lossy:" + root, Listeners.configuration("lossy"));
    Set<String> open = ConcurrentHashMap.newKeySet();
    Listeners.Listener files =
        (request, done) -> {
          String file = request.substring(request.indexOf(' ') + 1);
          if (request.startsWith("create ") && done) {
            open.add(file);
          } else if (request.startsWith("close ") && !done) {
            open.remove(file);
          }
        };
    try {
      for (String failing : List.of("trials-0.parquet", "epochs-1.parquet", "/trials.parquet")) {
        Listeners.listen(
            files,
            (request, done) -> {
              if (request.startsWith("close ") && request.endsWith(failing)) {
                throw new IOException("No space left on device");
              }
            });

        assertThatThrownBy(() -> lossy.publish("r1", "p1", TABLES, List.of(piece(0), piece(2))))
            .as(failing)
            .isInstanceOf(IOException.class);
        assertThat(open).as(failing).isEmpty();
        assertThat(files()).as(failing).isEmpty();
      }
      Listeners.listen(
          files,
          (request, done) -> {
            if (request.matches("delete .*/_tmp-[^/]*")) {
              throw new IOException("The connection was reset.");
            }
          });
      lossy.publish("r1", "p1", TABLES, List.of(piece(0), piece(2)));
    } finally {
      Listeners.listen();
    }

    assertThat(store.published("r1", Tables.TRIALS)).hasSize(4);
    assertThat(open).isEmpty();
  }

  /** HDFS says no to the rename, S3A throws. */
  @ParameterizedTest
  @EnumSource(
      value = Manners.class,
      names = {"ATOMIC", "LAST_WINS"})
  void whatAnotherDriverPutThereMeanwhileIsReplaced(Manners manners) throws IOException {
    AtomicInteger others = new AtomicInteger(3);
    Trouble another =
        (moment, request) -> {
          if (moment == Moment.BEFORE
              && request.operation() == Operation.RENAME
              && others.decrementAndGet() >= 0) {
            Files.writeString(Path.of(request.file()), "another driver's");
          }
        };
    ResultStore beside =
        ResultStore.open(
            TroubleFileSystem.SCHEME + ":" + root,
            TroubleFileSystem.configuration(TroubleFileSystem.SCHEME, manners, another));

    beside.publish("r1", "", TABLES, List.of(piece(0)));

    assertThat(beside.published("r1", Tables.TRIALS)).containsExactly(trial(0), trial(1));
    assertThat(others.get()).isNegative();
  }

  @Test
  void aRowOfATableThatIsNotPublishedIsRefused() {
    assertThatThrownBy(
            () ->
                store.publish(
                    "r1", "p1", List.of(Tables.EPOCHS), List.of(sink -> sink.accept(trial(1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot publish a row of trials(trial TEXT, ")
        .hasMessageEndingWith(": the tables are [epochs]. Name its table too.");
  }
}
