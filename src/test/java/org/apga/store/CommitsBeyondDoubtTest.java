package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.files.JsonFile;
import org.apga.trouble.Listeners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trial is committed once and whole, or not at all, and its attempt never changes after that. */
class CommitsBeyondDoubtTest {
  private static final String TRIAL = "elbow-apga-full-s7-0123456789ab";
  private static final String COMMITTED = "/committed.json";
  private static final int MOST_REQUESTS = 200;

  @TempDir private Path root;

  @AfterEach
  void nobodyListens() {
    Listeners.listen();
  }

  /** A store without atomic rename, or one with. */
  private ResultStore store(String scheme) {
    return ResultStore.open(scheme + ":" + root, Listeners.configuration(scheme));
  }

  private static Row epoch(long epoch) {
    return Row.builder(Tables.EPOCHS).set("trial", TRIAL).set("epoch", epoch).build();
  }

  private static Attempt attempt(ResultStore store, int epoch) throws IOException {
    Attempt attempt = store.begin(TRIAL);
    attempt.write(Tables.EPOCHS, List.of(epoch(epoch)));
    attempt.write(Tables.PREDICTIONS, List.of(Row.builder(Tables.PREDICTIONS).build()));
    attempt.write("classifier", weights(epoch));
    attempt.write(Tables.TRIALS, List.of(Row.builder(Tables.TRIALS).set("attempt", 1).build()));
    return attempt;
  }

  private static NetworkState weights(float value) {
    return new NetworkState(
        Map.of("w", new Tensor.Floats(new int[] {2}, new float[] {value, -0f})));
  }

  private static Commit offer(Attempt attempt) {
    return attempt.offer("elbow", "apga", "full", 7, new TreeMap<>(), new TreeMap<>());
  }

  private static void isWhole(ResultStore store, Commit commit, long epoch) throws IOException {
    store.requireFiles(commit);
    assertThat(commit.files().keySet())
        .containsExactly("classifier.npz", "epochs.parquet", "predictions.parquet", "trials.json");
    assertThat(store.rows(commit, Tables.EPOCHS)).containsExactly(epoch(epoch));
    assertThat(store.rows(commit, Tables.PREDICTIONS)).hasSize(1);
    assertThat(store.rows(commit, Tables.TRIALS)).hasSize(1);
    assertThat(store.weights(commit, "classifier").tensors()).hasSize(1);
  }

  /** A process that does nothing any more from its n-th request on. */
  private static Listeners.Listener death(int n, boolean whenDone, AtomicInteger requests) {
    return (request, done) -> {
      if (done == whenDone && requests.get() <= n) {
        requests.incrementAndGet();
      }
      if (requests.get() > n) {
        throw new IOException("The process is dead.");
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs", "s3a"})
  void aProcessThatDiesBetweenAnyTwoRequestsLeavesATrialWholeOrNotCommitted(String scheme)
      throws IOException {
    int deaths = 0;
    int committed = 0;
    for (boolean whenDone : new boolean[] {false, true}) {
      boolean died = true;
      for (int n = 0; died; n++) {
        assertThat(n).isLessThan(MOST_REQUESTS);
        ResultStore store =
            ResultStore.open(
                scheme + ":" + root.resolve(whenDone + "-" + n), Listeners.configuration(scheme));
        Listeners.listen(death(n, whenDone, new AtomicInteger()));
        try {
          store.commit(offer(attempt(store, 1)));
          died = false;
        } catch (IOException e) {
          deaths++;
        }
        Listeners.listen();
        Optional<Commit> before = store.commit(TRIAL);
        committed += died && before.isPresent() ? 1 : 0;
        Commit counts = before.isPresent() ? before.get() : store.commit(offer(attempt(store, 1)));
        isWhole(store, counts, 1);
        assertThat(store.commits()).containsExactly(counts);
      }
    }
    assertThat(deaths).isGreaterThan(30);
    assertThat(committed).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs", "s3a"})
  void aCommitWhoseReplyIsLostIsDone(String scheme) throws IOException {
    ResultStore store = store(scheme);
    Commit ours = offer(attempt(store, 1));
    Listeners.listen(
        (request, done) -> {
          if (done && request.matches("(close|rename) .*" + COMMITTED)) {
            throw new IOException("The connection was reset.");
          }
        });

    assertThat(store.commit(ours)).isEqualTo(ours);
    assertThat(store.commit(ours)).isEqualTo(ours);
    isWhole(store, ours, 1);
  }

  @Test
  void nothingIsWrittenIntoAnAttemptThatWasOffered() throws IOException {
    ResultStore store = store("s3a");
    Attempt attempt = attempt(store, 1);
    Commit commit = offer(attempt);
    String refusal =
        "Cannot write "
            + attempt.folder()
            + "/epochs.parquet: its attempt was offered as a trial's result, and readers may rely"
            + " on it already. Begin another attempt.";

    assertThatThrownBy(() -> attempt.write(Tables.EPOCHS, List.of(epoch(2))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(refusal);
    attempt.writeLog("what went wrong");
    store.commit(commit);
    isWhole(store, commit, 1);
  }

  @Test
  void twoDriversOnAStoreWithoutAtomicRenameShareNothingAndAgreeOnWhatReadersSee()
      throws IOException {
    ResultStore one = store("s3a");
    ResultStore other = store("s3a");
    List<Attempt> seconds = new ArrayList<>();
    List<Commit> told = new ArrayList<>();
    // The other begins after the first has looked which attempts there are.
    Listeners.listen(
        (request, done) -> {
          if (request.startsWith("create ") && !done && request.endsWith("/started.json")) {
            Listeners.listen();
            seconds.add(attempt(other, 2));
          }
        });
    Attempt first = attempt(one, 1);
    Commit ofFirst = offer(first);
    // The other commits after the first has looked whether the trial is committed.
    Listeners.listen(
        (request, done) -> {
          if (request.startsWith("close ") && !done && request.endsWith(COMMITTED)) {
            Listeners.listen();
            told.add(other.commit(offer(seconds.get(0))));
          }
        });

    told.add(one.commit(ofFirst));

    Attempt second = seconds.get(0);
    Commit ofSecond = offer(second);
    assertThat(first.name().number()).isEqualTo(second.name().number());
    assertThat(first.name()).isNotEqualTo(second.name());
    // The later writer replaced the other, who believed that it had won and learns it now.
    assertThat(told).containsExactly(ofSecond, ofFirst);
    assertThat(other.commit(ofSecond)).isEqualTo(ofFirst);
    assertThat(other.commits()).containsExactly(ofFirst);
    // Whichever a reader saw, it is whole.
    isWhole(one, ofFirst, 1);
    isWhole(one, ofSecond, 2);
  }

  @Test
  void twoDriversStoreTheirCheckpointsSideBySide() throws IOException {
    CheckpointStore store = store("s3a").checkpoints();
    CheckpointName one = new CheckpointName(1, 0, AttemptName.fresh(1));
    CheckpointName other = new CheckpointName(1, 0, AttemptName.fresh(1));
    try (CheckpointDraft first = store.draft(TRIAL, one);
        CheckpointDraft second = store.draft(TRIAL, other)) {
      first.write("training", JsonFile.object().put("driver", 1));
      second.write("training", JsonFile.object().put("driver", 2));
      second.commit(1);
      first.commit(1);
    }

    assertThat(store.of(TRIAL)).containsExactlyInAnyOrder(one, other);
    assertThat(store.open(TRIAL, one).document("training").path("driver").asInt()).isEqualTo(1);
    assertThat(store.open(TRIAL, other).document("training").path("driver").asInt()).isEqualTo(2);
  }

  @Test
  void theFilesOfACheckpointWhoseManifestMayBeThereStay() throws IOException {
    CheckpointStore store = store("hdfs").checkpoints();
    CheckpointName name = new CheckpointName(1, 0, AttemptName.fresh(1));
    assertThatThrownBy(
            () -> {
              try (CheckpointDraft draft = store.draft(TRIAL, name)) {
                draft.write("training", JsonFile.object().put("epoch", 1));
                Listeners.listen(
                    (request, done) -> {
                      if (done && request.startsWith("rename ")) {
                        Listeners.listen(
                            (later, whenDone) -> {
                              throw new IOException("The connection is gone.");
                            });
                        throw new IOException("The connection was reset.");
                      }
                    });
                draft.commit(1);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("it is not known whether ");
    Listeners.listen();

    assertThat(store.of(TRIAL)).containsExactly(name);
    assertThat(store.open(TRIAL, name).document("training").path("epoch").asInt()).isEqualTo(1);
  }

  private Commit committed(ResultStore store) throws IOException {
    Attempt attempt = attempt(store, 1);
    attempt.write(Tables.MASKS, List.of(Row.builder(Tables.MASKS).build()));
    return store.commit(offer(attempt));
  }

  private Path file(Commit commit, String name) {
    return root.resolve("trials").resolve(TRIAL).resolve(commit.attempt() + "/" + name);
  }

  private static void isLost(Runnable read, Path file, String why) {
    assertThatThrownBy(read::run)
        .isInstanceOf(LostResultException.class)
        .hasMessage(
            "Cannot read s3a:%s: %s. Put it back, or remove the trial's folder, so that the trial is"
                + " trained again.",
            file, why);
  }

  @Test
  void aCommittedTableThatIsGoneIsAnErrorAndNotAnEmptyOne() throws IOException {
    ResultStore store = store("s3a");
    Commit commit = committed(store);
    for (TableSchema table : List.of(Tables.PREDICTIONS, Tables.EPOCHS, Tables.MASKS)) {
      Path file = file(commit, table.table() + ".parquet");
      Files.delete(file);

      isLost(() -> store.rows(commit, table), file, "it was committed and is gone");
    }
    Path trials = file(commit, "trials.json");
    Files.delete(trials);
    isLost(() -> store.rows(commit, Tables.TRIALS), trials, "it was committed and is gone");
    assertThat(store.rows(commit, Tables.CURVES)).isEmpty();
  }

  @Test
  void aCommittedFileThatIsNotWhatItWasIsAnError() throws IOException {
    ResultStore store = store("s3a");
    Commit commit = committed(store);
    Attempt second = store.begin(TRIAL);
    for (String name : List.of("predictions.parquet", "trials.json", "classifier.npz")) {
      Path file = file(commit, name);
      byte[] whole = Files.readAllBytes(file);
      Runnable read =
          () -> {
            try {
              switch (name) {
                case "classifier.npz" -> store.weights(commit, "classifier");
                case "trials.json" -> store.rows(commit, Tables.TRIALS);
                default -> store.rows(commit, Tables.PREDICTIONS);
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          };
      byte[] shorter = java.util.Arrays.copyOf(whole, whole.length - 1);
      Files.write(file, shorter);
      String why = "it has " + shorter.length + " bytes, and " + whole.length + " were committed";
      isLost(read, file, why);
      isLost(() -> store.requireFiles(commit), file, why);

      byte[] other = whole.clone();
      if (name.equals("classifier.npz")) {
        // Other weights, as a file of theirs has them, which is as long.
        second.write("classifier", weights(2));
        other = Files.readAllBytes(file(offer(second), name));
        assertThat(other).hasSameSizeAs(whole);
      } else {
        other[whole.length / 2] ^= 1;
      }
      Files.write(file, other);
      isLost(read, file, "its SHA-256 is not the one that was committed");
      Files.write(file, whole);
      read.run();
    }
  }

  @Test
  void aRecordOfAnEarlierVersionIsReadAsBefore() throws IOException {
    ResultStore store = store("s3a");
    Commit commit = committed(store);
    Path trial = root.resolve("trials").resolve(TRIAL);
    Files.move(trial.resolve(commit.attempt().toString()), trial.resolve("attempt-1"));
    Files.writeString(
        trial.resolve("committed.json"),
        "{\"trial\":\""
            + TRIAL
            + "\",\"attempt\":1,\"part\":\"elbow\",\"arm\":\"apga\","
            + "\"shots\":\"full\",\"seed\":7,\"identity\":{},\"figures\":{}}");

    Commit old = store.commit(TRIAL).orElseThrow();

    assertThat(old.attempt()).hasToString("attempt-1");
    assertThat(old.files()).isEmpty();
    store.requireFiles(old);
    assertThat(store.rows(old, Tables.EPOCHS)).containsExactly(epoch(1));
    assertThat(store.rows(old, Tables.MASKS)).hasSize(1);
    assertThat(store.rows(old, Tables.CURVES)).isEmpty();
    assertThat(store.weights(old, "classifier").tensors()).hasSize(1);
    Path predictions = trial.resolve("attempt-1/predictions.parquet");
    Files.delete(predictions);
    isLost(() -> store.rows(old, Tables.PREDICTIONS), predictions, "it was committed and is gone");
  }
}
