package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.store.Commit;
import org.apga.trouble.Listeners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial whose commit gets no reply is committed once, with the bits of an undisturbed one. */
class LostCommitTest {
  private static final String COMMITTED = "/committed.json";

  @TempDir private static Path folder;

  private static Path data;
  private static TinyTrial undisturbed;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    data = folder.resolve("data");
    TinyTrial.phantoms(data);
    undisturbed = at("undisturbed");
    undisturbed.attempt(Arm.BASELINE);
  }

  @AfterEach
  void nobodyListens() {
    Listeners.listen();
  }

  private static TinyTrial at(String root, String... more) {
    return new TinyTrial(
        Listeners.configuration("lossy"), data, "lossy:" + folder.resolve(root), more);
  }

  /** After the commit is stored no request has a reply until so many have had none. */
  private static Listeners.Listener losesReplies(int most) {
    AtomicInteger lost = new AtomicInteger();
    return (request, done) -> {
      boolean commit = request.startsWith("close ") && request.endsWith(COMMITTED);
      if (done && (commit || lost.get() > 0) && lost.get() < most) {
        lost.incrementAndGet();
        throw new IOException("The connection was reset.");
      }
    };
  }

  private static long attempts(TinyTrial trial) throws IOException {
    Path trials = Path.of(trial.store().root().toUri().getPath(), "trials");
    try (Stream<Path> files = Files.list(trials.resolve(trial.trial(Arm.BASELINE).id().value()))) {
      return files.filter(file -> file.getFileName().toString().startsWith("attempt-")).count();
    }
  }

  private static Commit commit(TinyTrial trial) {
    return trial.store().commit(trial.trial(Arm.BASELINE).id().value()).orElseThrow();
  }

  @Test
  void nothingIsWrittenOnceACommitMayCount() throws Exception {
    TinyTrial trial = at("lost twice", "results.patience-minutes=0.5");
    Listeners.Log log = new Listeners.Log();
    Listeners.listen(log, losesReplies(2));

    TrialOutcome outcome = trial.attempt(Arm.BASELINE);

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(attempts(trial)).isEqualTo(1);
    assertThat(log.after("close", COMMITTED))
        .noneMatch(request -> request.matches("(create|close|delete|rename) .*/trials/.*"));
    Listeners.listen();
    trial.store().requireFiles(commit(trial));
    assertThat(trial.results(Arm.BASELINE)).isEqualTo(undisturbed.results(Arm.BASELINE));
  }

  @Test
  void theNextAttemptFindsACommitOfWhichNothingWasKnown() throws Exception {
    TinyTrial trial = at("lost for long");
    Listeners.listen(losesReplies(Integer.MAX_VALUE));

    assertThatThrownBy(() -> trial.attempt(Arm.BASELINE))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "Cannot commit its results: it is not known whether lossy:.*/committed\\.json was"
                + " written: The connection was reset\\. Check the file system and run the same"
                + " command again\\.");
    Listeners.listen();
    Commit before = commit(trial);
    TrialOutcome again = trial.attempt(Arm.BASELINE);

    assertThat(((TrialOutcome.Completed) again).stopReason())
        .isEqualTo("Committed by another run.");
    assertThat(commit(trial)).isEqualTo(before);
    assertThat(attempts(trial)).isEqualTo(1);
    trial.store().requireFiles(before);
    assertThat(trial.results(Arm.BASELINE)).isEqualTo(undisturbed.results(Arm.BASELINE));
  }

  @Test
  void aCommitThatWasNotWrittenIsWrittenByTheNextAttemptInAFolderOfItsOwn() throws Exception {
    TinyTrial trial = at("never written");
    Listeners.listen(
        (request, done) -> {
          if (!done && request.matches("create .*" + COMMITTED)) {
            throw new IOException("The connection was refused.");
          }
        });
    assertThatThrownBy(() -> trial.attempt(Arm.BASELINE)).isInstanceOf(IOException.class);
    Listeners.listen();

    trial.attempt(Arm.BASELINE);

    assertThat(attempts(trial)).isEqualTo(2);
    assertThat(commit(trial).attempt().number()).isEqualTo(2);
    assertThat(trial.results(Arm.BASELINE)).isEqualTo(undisturbed.results(Arm.BASELINE));
  }
}
