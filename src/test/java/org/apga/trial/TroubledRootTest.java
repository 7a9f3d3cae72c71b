package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.trouble.Manners;
import org.apga.trouble.OpenFiles;
import org.apga.trouble.Refusals;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A results root that is full or does not answer. */
@ExtendWith(OpenFiles.class)
class TroubledRootTest {
  private static final String EVERY_BATCH = "checkpoint.every-batches=1";

  /** A file takes a hundred bytes and no more. */
  private static final Trouble FULL =
      (moment, request) -> {
        if (request.operation() == Operation.WRITE && request.bytes() > 100) {
          throw new IOException("No space left on device");
        }
      };

  @TempDir private static Path folder;

  private static Path data;
  private static TinyTrial undisturbed;

  private final List<String> notes = new ArrayList<>();
  private Trouble trouble = Trouble.NONE;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    data = folder.resolve("data");
    TinyTrial.phantoms(data);
    undisturbed = new TinyTrial(data, folder.resolve("undisturbed").toString());
    undisturbed.attempt(Arm.BASELINE);
  }

  private TinyTrial at(String root, String... more) {
    return new TinyTrial(
        TroubleFileSystem.configuration(
            TroubleFileSystem.SCHEME,
            Manners.ATOMIC,
            (moment, request) -> trouble.at(moment, request)),
        data,
        TroubleFileSystem.SCHEME + ":" + folder.resolve(root),
        more);
  }

  /** Keeps the notes, and does something at every report. */
  private ProgressSink at(Consumer<TrialProgress> reports) {
    return new ProgressSink() {
      @Override
      public void report(TrialProgress progress) {
        reports.accept(progress);
      }

      @Override
      public void note(TrialNote note) {
        notes.add(note.text());
      }
    };
  }

  /** What is wrong from the last batch on. */
  private ProgressSink fromTheLastBatchOn(Runnable trouble) {
    return at(
        progress -> {
          if (progress.epoch() == 2 && progress.step() == 4) {
            trouble.run();
          }
        });
  }

  private static List<String> files(TinyTrial trial) throws IOException {
    Path root = Path.of(trial.store().root().toUri().getPath());
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aCheckpointThatHasNoRoomIsLeftOutAndToldOfOnce() throws Exception {
    TinyTrial trial = at("no room for checkpoints", EVERY_BATCH);
    ProgressSink fullFromTheSecondBatchToTheFirstEpochsEnd =
        at(
            progress -> {
              boolean full = progress.epoch() == 1 && progress.step() >= 2;
              trouble = full ? FULL : Trouble.NONE;
            });

    trial.attempt(Arm.BASELINE, fullFromTheSecondBatchToTheFirstEpochsEnd);

    assertThat(notes)
        .containsExactly(
            "Cannot store a checkpoint at epoch 1, batch 2 of 4: No space left on device. Training"
                + " goes on; the next one is tried an interval later.");
    assertThat(trial.results(Arm.BASELINE)).isEqualTo(undisturbed.results(Arm.BASELINE));
  }

  @Test
  void aRootThatDoesNotAnswerForAMomentIsWaitedFor() throws Exception {
    TinyTrial trial = at("silent for a moment", "results.patience-minutes=0.5");

    Refusals once = new Refusals();
    once.begin(0, 1);

    trial.attempt(Arm.BASELINE, fromTheLastBatchOn(() -> trouble = once));

    assertThat(notes)
        .containsExactly("Cannot store its results: Connection refused. Trying for 0.5 minutes.");
    assertThat(trial.results(Arm.BASELINE)).isEqualTo(undisturbed.results(Arm.BASELINE));
    assertThat(trial.row(Arm.BASELINE).whole("attempt")).isEqualTo(1);
  }

  @Test
  void aDiskThatStaysFullLosesTheAttemptAndLeavesNothingHalfDone() throws Exception {
    TinyTrial trial = at("full", EVERY_BATCH);

    assertThatThrownBy(() -> trial.attempt(Arm.BASELINE, fromTheLastBatchOn(() -> trouble = FULL)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot store its results: No space left on device. Check the file system and run the"
                + " same command again.");
    assertThat(files(trial))
        .filteredOn(name -> !name.startsWith("epoch-"))
        .containsExactlyInAnyOrder(
            // Of the two newest checkpoints.
            "best-classifier.npz",
            "best-classifier.npz",
            "classifier.npz",
            "classifier.npz",
            "training.json",
            "training.json",
            "failure.log",
            "started.json");
    trouble = Trouble.NONE;

    trial.attempt(Arm.BASELINE, at(progress -> {}));

    assertThat(notes)
        .element(1)
        .isEqualTo("continues from epoch 2, batch 3 of 4, stored by attempt 1");
    assertThat(trial.results(Arm.BASELINE)).isEqualTo(undisturbed.results(Arm.BASELINE));
  }
}
