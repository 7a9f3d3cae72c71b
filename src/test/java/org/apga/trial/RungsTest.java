package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apga.config.Arm;
import org.apga.store.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trial that stops at rungs is stored there, and loses nothing. */
class RungsTest {
  @TempDir private static Path folder;

  private static Path data;

  @BeforeAll
  static void writePhantoms() throws IOException {
    data = folder.resolve("data");
    TinyTrial.phantoms(data);
  }

  private static TinyTrial at(String root, String... more) {
    return new TinyTrial(data, folder.resolve(root).toString(), more);
  }

  @ParameterizedTest
  @EnumSource(names = {"BASELINE", "CUTOUT", "APGA"})
  void aTrialThatWaitsAtRungsGivesTheBitsOfOneThatNobodyStopped(Arm arm) throws Exception {
    String[] longer = {"train.epochs=4", "train.schedule=cosine"};
    TinyTrial undisturbed = at("undisturbed by rungs " + arm, longer);
    TinyTrial halted = at("halted " + arm, longer);
    for (TinyTrial one : List.of(undisturbed, halted)) {
      if (arm != Arm.BASELINE) {
        one.attempt(Arm.BASELINE);
      }
    }
    undisturbed.attempt(arm);
    String id = halted.trial(arm).id().value();

    TrialOutcome first =
        halted.attempt(halted.request(arm).at(new Rungs(List.of(1, 2), 1)), p -> {});
    List<Row> afterOne = StoredEpochs.of(halted.store(), id);
    TrialOutcome second =
        halted.attempt(halted.request(arm).at(new Rungs(List.of(1, 2), 2)), p -> {});
    List<Row> afterTwo = StoredEpochs.of(halted.store(), id);
    halted.attempt(arm);

    assertThat(first).isEqualTo(new TrialOutcome.Halted(halted.trial(arm).id(), 1));
    assertThat(second).isEqualTo(new TrialOutcome.Halted(halted.trial(arm).id(), 2));
    halted.assertSameBits(undisturbed, arm);
    // What is read at a rung is what the whole training tells of its epochs.
    List<Row> all = StoredEpochs.of(halted.store(), id);
    assertThat(all).hasSize(4);
    assertThat(afterOne).isEqualTo(all.subList(0, 1));
    assertThat(afterTwo).isEqualTo(all.subList(0, 2));
  }

  @Test
  void aTrialIsStoredAtARungThatItDoesNotStopAt() throws Exception {
    TinyTrial trial = at("stored at rungs", "train.epochs=4");
    String id = trial.trial(Arm.BASELINE).id().value();
    TrialRequest request = trial.request(Arm.BASELINE).at(new Rungs(List.of(2), Rungs.TO_THE_END));

    int[] reports = {0};
    ProgressSink lostInEpoch3 =
        progress -> {
          if (++reports[0] == 12) {
            throw new UncheckedIOException(new IOException("The network is gone."));
          }
        };
    assertThatThrownBy(() -> trial.attempt(request, lostInEpoch3))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(StoredEpochs.of(trial.store(), id)).hasSize(2);
  }

  @Test
  void whatACheckpointTellsOfEpochsIsReadWithoutItsNetworks() throws Exception {
    TinyTrial trial = at("epochs of damaged networks");
    String id = trial.trial(Arm.BASELINE).id().value();
    assertThat(StoredEpochs.of(trial.store(), id)).isEmpty();
    trial.attempt(trial.request(Arm.BASELINE).at(new Rungs(List.of(1), 1)), p -> {});
    String newest = trial.store().checkpoints().of(id).get(0).toString();
    Path parts = trial.folder("checkpoints", Arm.BASELINE).resolve(newest);
    Files.write(parts.resolve("classifier.npz"), new byte[100]);

    assertThat(StoredEpochs.of(trial.store(), id)).hasSize(1);
    Files.writeString(parts.resolve("training.json"), "{}");
    assertThat(StoredEpochs.of(trial.store(), id)).isEmpty();
  }
}
