package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.files.JsonFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-02-03T12:00:00Z");
  private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));

  @TempDir private Path root;
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void openTheStore() {
    store = ResultStore.open(root.toString(), new Configuration(false));
  }

  /** An attempt with rows and weights. */
  private Attempt attempt(String trial) throws IOException {
    Attempt attempt = store.begin(trial);
    attempt.write(Tables.TRIALS, List.of(row(trial)));
    attempt.write(
        "classifier",
        new NetworkState(Map.of("a.weight", new Tensor.Floats(new int[] {2}, new float[] {1, 2}))));
    return attempt;
  }

  private static Row row(String trial) {
    return Row.builder(Tables.TRIALS).set("trial", trial).set("accuracy", 0.75).build();
  }

  private void commit(Attempt attempt) throws IOException {
    store.commit(attempt.offer("elbow", "apga", "full", 0, new TreeMap<>(), new TreeMap<>()));
  }

  private void run(String run) throws IOException {
    store.plans().freeze(run, JsonFile.object());
    store.publish(run, "", Tables.SUMMARY, List.of());
    store.publish(run, "", Tables.TRIALS, List.of());
    store.events(run, NOW).write("{}\n");
    write("report/" + run + "/index.html");
  }

  private void write(String file) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), "12345");
  }

  /** Everything below {@code path} is as old as that. */
  private void date(String path, Instant modified) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve(path))) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(modified));
      }
    }
  }

  private List<String> found(Instant before, int runs) throws IOException {
    return store.retention(before).find(runs).stream()
        .map(l -> l.kind().label() + " " + relative(l) + ": " + l.why())
        .toList();
  }

  private String relative(Leftover leftover) {
    return root.relativize(Path.of(leftover.path().toUri().getPath())).toString();
  }

  @Test
  void attemptsThatDoNotCountCanGo() throws IOException {
    String first = "trials/done/" + attempt("done").name();
    Attempt second = attempt("done");
    String third = "trials/done/" + attempt("done").name();
    commit(second);
    String failed = "trials/failed/" + attempt("failed").name();
    write("trials/done/" + second.name() + "/notes.txt");
    write("trials/done/mine.txt");
    // Of a version that only numbered them.
    write("trials/old/attempt-1/started.json");

    assertThat(found(TOMORROW, 10))
        .containsExactly(
            "attempt " + first + ": " + second.name() + " counts",
            "attempt " + third + ": " + second.name() + " counts",
            "attempt " + failed + ": its trial is not committed",
            "attempt trials/old/attempt-1: its trial is not committed");
  }

  @Test
  void checkpointsCanGoWhereTheTrialIsCommittedOrGivenUp() throws IOException {
    commit(attempt("done"));
    write("checkpoints/done/epoch-0001/state.npz");
    write("checkpoints/given-up/epoch-0001/state.npz");
    write("checkpoints/given-up/epoch-0001.json");

    assertThat(found(TOMORROW, 10))
        .containsExactly(
            "checkpoints checkpoints/done: its trial is committed",
            "checkpoints checkpoints/given-up: no attempt has gone on from them");
  }

  @Test
  void theRunsThatWereWrittenLastAreKeptWhole() throws IOException {
    for (String run : List.of("20260101-a", "20260102-b", "20260103-c")) {
      run(run);
    }
    ObjectNode moved = JsonFile.object().put("planned", "2026-01-09T00:00:00Z");
    moved.putObject("settings").put("data.root", "elsewhere");
    store.plans().freeze("20260102-b", moved);
    write("report/index.html");
    for (String place : List.of("plans", "tables", "events", "report")) {
      date(place, NOW);
    }
    // The oldest name, and yet the run that was gone on with last.
    date("tables/summary/run=20260101-a", NOW.plusSeconds(1));

    assertThat(found(TOMORROW, 2))
        .containsExactly(
            "run events/run=20260102-b: the last 2 runs are kept",
            "run plans/20260102-b.20260109-000000-000.json: the last 2 runs are kept",
            "run plans/20260102-b.json: the last 2 runs are kept",
            "run report/20260102-b: the last 2 runs are kept",
            "run tables/summary/run=20260102-b: the last 2 runs are kept",
            "run tables/trials/run=20260102-b: the last 2 runs are kept");
    assertThat(found(TOMORROW, 3)).isEmpty();
    assertThat(found(TOMORROW, 0)).hasSize(16);
  }

  @Test
  void whatIsYoungIsKeptWhateverItIs() throws IOException {
    Attempt failed = attempt("failed");
    write("checkpoints/given-up/epoch-0001.json");
    write("_tmp-1/trials.parquet");
    run("20260101-a");
    for (String place :
        List.of("trials", "checkpoints", "_tmp-1", "plans", "tables", "events", "report")) {
      date(place, NOW);
    }

    assertThat(found(NOW, 0)).isEmpty();
    assertThat(found(NOW.plusMillis(1), 0)).hasSize(8);

    date("checkpoints/given-up/epoch-0001.json", NOW.plusSeconds(1));
    date("trials/failed/" + failed.name() + "/trials.json", NOW.plusSeconds(1));
    // One young file keeps its run whole.
    date("report/20260101-a/index.html", NOW.plusSeconds(1));

    assertThat(found(NOW.plusMillis(1), 0))
        .containsExactly("draft _tmp-1: left by a process that ended early");
  }

  @Test
  void draftsOfProcessesThatWereKilledCanGo() throws IOException {
    write("_tmp-1/trials.parquet");
    write("_probe-2");
    write("plans/_draft-3.json");
    write("trials/t/_draft-4.json");
    write("events/run=r1/_draft-5.json");
    Attempt counts = attempt("u");
    commit(counts);
    write("trials/u/" + counts.name() + "/_draft-6.json");
    write("_mine");

    assertThat(found(TOMORROW, 10))
        .containsExactly(
            "draft _probe-2: left by a process that ended early",
            "draft _tmp-1: left by a process that ended early",
            "draft events/run=r1/_draft-5.json: left by a process that ended early",
            "draft plans/_draft-3.json: left by a process that ended early",
            "draft trials/t/_draft-4.json: left by a process that ended early",
            "draft trials/u/"
                + counts.name()
                + "/_draft-6.json: left by a process that ended early");
  }

  @Test
  void noCommittedRowIsEverTouched() throws IOException {
    for (String trial : List.of("a", "b")) {
      Attempt first = attempt(trial);
      Attempt second = attempt(trial);
      commit(trial.equals("a") ? first : second);
      write("checkpoints/" + trial + "/epoch-0001.json");
    }
    run("20260101-a");
    Retention retention = store.retention(TOMORROW);

    for (Leftover leftover : retention.find(0)) {
      assertThat(retention.remove(leftover)).isTrue();
    }

    assertThat(retention.find(0)).isEmpty();
    assertThat(store.plans().runs()).isEmpty();
    assertThat(store.commits()).hasSize(2);
    for (Commit commit : store.commits()) {
      assertThat(store.rows(commit, Tables.TRIALS)).containsExactly(row(commit.trial()));
      assertThat(store.weights(commit, "classifier").tensors()).hasSize(1);
    }
  }

  @Test
  void anAttemptThatIsCommittedMeanwhileStays() throws IOException {
    Attempt attempt = attempt("t");
    Retention retention = store.retention(TOMORROW);
    List<Leftover> found = retention.find(10);
    commit(attempt);

    assertThat(found).hasSize(1);
    assertThat(retention.remove(found.get(0))).isFalse();
    assertThat(store.rows(store.commits().get(0), Tables.TRIALS)).hasSize(1);
  }

  @Test
  void anAttemptThatIsWrittenIntoMeanwhileStays() throws IOException {
    Attempt attempt = attempt("t");
    date("trials/t", NOW);
    Retention retention = store.retention(NOW.plusMillis(1));
    List<Leftover> found = retention.find(10);
    attempt.write(Tables.TRIALS, List.of(row("t")));

    assertThat(found).hasSize(1);
    assertThat(retention.remove(found.get(0))).isFalse();
    assertThat(root.resolve("trials/t/" + attempt.name() + "/trials.json")).exists();
  }

  @Test
  void anAttemptThatStoresCheckpointsStaysWhateverTheEventLogSays() throws IOException {
    String attempt = "trials/t/" + attempt("t").name();
    write("checkpoints/t/epoch-0001.json");
    date("trials/t", NOW);
    date("checkpoints/t", NOW.plusSeconds(60));

    assertThat(found(NOW.plusSeconds(1), 10)).isEmpty();
    assertThat(found(NOW.plusSeconds(61), 10))
        .containsExactly(
            "attempt " + attempt + ": its trial is not committed",
            "checkpoints checkpoints/t: no attempt has gone on from them");
  }

  @Test
  void aLeftoverTellsItsSize() throws IOException {
    write("checkpoints/t/epoch-0001/state.npz");
    write("checkpoints/t/epoch-0001.json");
    date("checkpoints/t", NOW.minusSeconds(5));
    date("checkpoints/t/epoch-0001.json", NOW);

    Leftover leftover = store.retention(TOMORROW).find(10).get(0);

    assertThat(leftover.bytes()).isEqualTo(10);
  }
}
