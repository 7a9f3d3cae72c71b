package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.files.JsonFile;
import org.apga.files.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultStoreTest {
  private static final String TRIAL = "elbow-apga-full-s7-0123456789ab";
  private static final String ODD = "\"quoted\" \\ back, ümlaut 骨\n\ttab \u0001 \uD83E\uDDB4 ";

  @TempDir private Path root;
  private ResultStore store = open("/");

  @BeforeEach
  void openTheStore() {
    store = open(root.toString());
  }

  private static ResultStore open(String root) {
    return ResultStore.open(root, new Configuration(false));
  }

  private static Commit offered(Attempt attempt) {
    return attempt.offer(
        "elbow",
        "apga",
        "full",
        7,
        new TreeMap<>(Map.of("train.batch-size", "25")),
        new TreeMap<>(Map.of("accuracy", 0.1 + 0.2)));
  }

  private static Row epoch(long epoch) {
    return Row.builder(Tables.EPOCHS).set("trial", TRIAL).set("epoch", epoch).build();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString())
          .filter(f -> !f.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  @Test
  void attemptsAreNumberedFrom1AndNoNameIsGivenTwice() throws IOException {
    String first = store.begin(TRIAL).name().toString();
    String second = open(root.toString()).begin(TRIAL).name().toString();
    String other = "elbow-baseline-full-s7-0123456789ab";
    String ofOther = store.begin(other).name().toString();

    assertThat(first).matches("attempt-1-[0-9a-f]{8}");
    assertThat(second).matches("attempt-2-[0-9a-f]{8}");
    assertThat(ofOther).matches("attempt-1-[0-9a-f]{8}");
    assertThat(files())
        .containsExactly(
            "trials/" + TRIAL + "/" + first + "/started.json",
            "trials/" + TRIAL + "/" + second + "/started.json",
            "trials/" + other + "/" + ofOther + "/started.json");
  }

  @Test
  void theAttemptsOfAnEarlierVersionAreCounted() throws IOException {
    Files.createDirectories(root.resolve("trials/" + TRIAL + "/attempt-7"));
    Files.createDirectories(root.resolve("trials/" + TRIAL + "/attempt-x"));

    assertThat(store.begin(TRIAL).name().number()).isEqualTo(8);
  }

  @Test
  void attemptsThatBeginAtOnceHaveFoldersOfTheirOwn() throws Exception {
    int runs = 8;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      Callable<AttemptName> begin = () -> open(root.toString()).begin(TRIAL).name();
      List<AttemptName> names =
          threads.invokeAll(java.util.Collections.nCopies(runs, begin)).stream()
              .map(ResultStoreTest::result)
              .toList();

      assertThat(names).doesNotHaveDuplicates();
      assertThat(files()).hasSize(runs);
    } finally {
      threads.shutdown();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAttemptCountsOnlyOnceItIsCommitted() throws IOException {
    Attempt attempt = store.begin(TRIAL);
    attempt.write(Tables.EPOCHS, List.of(epoch(1)));

    assertThat(store.commit(TRIAL)).isEmpty();
    assertThat(store.commits()).isEmpty();

    store.commit(offered(attempt));

    assertThat(store.commit(TRIAL)).contains(offered(attempt));
    assertThat(store.commits()).containsExactly(offered(attempt));
  }

  @Test
  void theFirstToCommitWinsAndTheOtherIsToldSo() throws IOException {
    Attempt first = store.begin(TRIAL);
    Attempt second = store.begin(TRIAL);
    first.write(Tables.EPOCHS, List.of(epoch(1)));
    second.write(Tables.EPOCHS, List.of(epoch(2)));

    Commit wins = offered(second);

    assertThat(store.commit(wins)).isEqualTo(wins);
    assertThat(store.commit(offered(first))).isEqualTo(wins);

    assertThat(store.commit(TRIAL)).contains(wins);
    assertThat(store.rows(wins, Tables.EPOCHS)).containsExactly(epoch(2));
  }

  @Test
  void whatLiesAmongTheTrialsAndIsNoneIsPassedOver() throws IOException {
    Commit commit = store.commit(offered(store.begin(TRIAL)));
    Files.writeString(root.resolve("trials/.DS_Store"), "junk");
    Files.createDirectories(root.resolve("trials/lost+found"));

    assertThat(store.commits()).containsExactly(commit);
  }

  @Test
  void aCommitWithOddCharactersAndNumbersComesBackAsItWas() throws IOException {
    Commit odd =
        new Commit(
            TRIAL,
            new AttemptName(3, "0badcafe"),
            ODD,
            "apga",
            "25",
            Long.MIN_VALUE,
            new TreeMap<>(Map.of(ODD, ODD, "empty", "")),
            new TreeMap<>(
                Map.of(
                    "nan", Double.NaN,
                    "infinite", Double.NEGATIVE_INFINITY,
                    "least", Double.MIN_VALUE,
                    "third", 1 / 3.0)),
            new TreeMap<>(Map.of("trials.json", new StoredFile(Long.MAX_VALUE, "00ff"))));

    store.commit(odd);

    assertThat(store.commit(TRIAL)).contains(odd);
  }

  @Test
  void theWeightsOfACommittedTrialComeBack() throws IOException {
    NetworkState state =
        new NetworkState(
            Map.of("a.weight", new Tensor.Floats(new int[] {2}, new float[] {1.5f, -0f})));
    Attempt attempt = store.begin(TRIAL);
    attempt.write("classifier", state);

    assertThat(store.weights(offered(attempt), "classifier").tensors().values())
        .singleElement()
        .isInstanceOfSatisfying(
            Tensor.Floats.class,
            weight -> {
              assertThat(weight.shape()).containsExactly(2);
              assertThat(weight.values()).containsExactly(1.5f, -0f);
            });
  }

  @Test
  void whatWentWrongIsKeptInFull() throws IOException {
    Attempt attempt = store.begin(TRIAL);

    org.apache.hadoop.fs.Path log = attempt.writeLog(ODD);

    assertThat(log).isEqualTo(new org.apache.hadoop.fs.Path(attempt.folder(), "failure.log"));
    assertThat(Path.of(log.toUri().getPath())).hasContent(ODD);
  }

  @Test
  void aPublishedTableIsReplacedWhole() throws IOException {
    store.publish("r1", "", Tables.EPOCHS, List.of(epoch(1), epoch(2)));
    store.publish("r2", "", Tables.EPOCHS, List.of(epoch(9)));
    store.publish("r1", "", Tables.EPOCHS, List.of(epoch(3)));

    assertThat(store.published("r1", Tables.EPOCHS)).containsExactly(epoch(3));
    assertThat(store.published("r2", Tables.EPOCHS)).containsExactly(epoch(9));
    assertThat(files())
        .containsExactly(
            "tables/epochs/run=r1/part-0.parquet", "tables/epochs/run=r2/part-0.parquet");
    assertThat(root.resolve("tables/epochs/run=r1/part-0.parquet")).isRegularFile();
  }

  @Test
  void aTableThatCannotBeWrittenLeavesTheEarlierOne() throws IOException {
    store.publish("r1", "", Tables.EPOCHS, List.of(epoch(1)));

    assertThatThrownBy(
            () ->
                store.publish(
                    "r1", "", Tables.EPOCHS, List.of(Row.builder(Tables.SUMMARY).build())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.published("r1", Tables.EPOCHS)).containsExactly(epoch(1));
    assertThat(files()).containsExactly("tables/epochs/run=r1/part-0.parquet");
  }

  @Test
  void aRunIsPublishedOnceItsSummaryIs() throws IOException {
    store.publish("r1", "", Tables.TRIALS, List.of());
    assertThat(store.isPublished("r1")).isFalse();

    store.publish("r1", "", Tables.SUMMARY, List.of());

    assertThat(store.isPublished("r1")).isTrue();
    assertThat(store.published("r1", Tables.SUMMARY)).isEmpty();
  }

  @Test
  void aPlanIsFrozenAtItsFirstWriting() throws IOException {
    store.plans().freeze("20260102-r2", JsonFile.object().put("first", ODD));
    store.plans().freeze("20260102-r2", JsonFile.object().put("second", 2));
    store.plans().freeze("20260101-r1", JsonFile.object());
    Files.writeString(root.resolve("plans/notes.txt"), "mine");

    assertThat(store.plans().newest("20260102-r2")).contains(JsonFile.object().put("first", ODD));
    assertThat(store.plans().runs()).containsExactly("20260101-r1", "20260102-r2");
  }

  private static ObjectNode plan(String planned, String root) {
    ObjectNode plan = JsonFile.object().put("planned", planned);
    plan.putObject("settings").put("data.root", root);
    return plan;
  }

  @Test
  void aLaterPlanWithOtherSettingsIsKeptBesideTheFirstAndIsTheOneThatCounts() throws IOException {
    ObjectNode first = plan("2026-01-01T00:00:00.1Z", "a");
    ObjectNode moved = plan("2026-01-03T00:00:00.2Z", "b");
    ObjectNode back = plan("2026-01-03T00:00:00.2Z", "a");
    ObjectNode other = plan("2026-01-02T00:00:00.1Z", "c");
    store.plans().freeze("20260101-000000-r", first);
    store.plans().freeze("20260101-000000-r", moved);
    store.plans().freeze("20260101-000000-r", plan("2026-01-04T00:00:00Z", "b"));
    store.plans().freeze("20260102-000000-s", other);

    assertThat(store.plans().newest("20260101-000000-r")).contains(moved);
    assertThat(store.plans().newestFirst()).containsExactly(moved, other, first);

    // Of another driver that began in the same millisecond.
    store.plans().freeze("20260101-000000-r", back);

    assertThat(store.plans().newest("20260101-000000-r")).contains(back);
    assertThat(store.plans().newest("20260102-000000-s")).contains(other);
    assertThat(store.plans().runs()).containsExactly("20260101-000000-r", "20260102-000000-s");
    assertThat(root.resolve("plans"))
        .isDirectoryNotContaining("glob:**_draft*")
        .isDirectoryContaining("glob:**20260101-000000-r.json")
        .isDirectoryContaining("glob:**20260101-000000-r.20260103-000000-200.json")
        .isDirectoryContaining("glob:**20260101-000000-r.20260103-000000-201.json");
  }

  @Test
  void aDamagedCommitRecordIsNamed() throws IOException {
    Path file = root.resolve("trials/" + TRIAL + "/committed.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[1]");

    assertThatThrownBy(() -> store.commit(TRIAL))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "Cannot read file:%s: it is not a JSON object. Remove it, so that it is written again.",
            file);
  }

  @Test
  void aTableThatWasNotPublishedIsNamed() {
    assertThatThrownBy(() -> store.published("r1", Tables.SUMMARY))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "Cannot read file:%s/tables/summary/run=r1/part-0.parquet: there is no such file. Check"
                + " it, or set another results.root.",
            root);
  }
}
