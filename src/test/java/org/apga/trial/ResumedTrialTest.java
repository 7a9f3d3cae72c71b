package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.apga.store.Commit;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trial that is stopped and goes on gives the bits of one that nothing disturbed. */
class ResumedTrialTest {
  private static final String EVERY_BATCH = "checkpoint.every-batches=1";
  private static final int MANY = 60;

  @TempDir private static Path folder;

  private static Path data;

  @BeforeAll
  static void writePhantoms() throws IOException {
    data = folder.resolve("data");
    TinyTrial.phantoms(data);
  }

  private TinyTrial at(String root, String... more) {
    return new TinyTrial(data, folder.resolve(root).toString(), more);
  }

  /** Ends its attempt as a lost file system would, after so many reports. */
  private static final class Fatal implements ProgressSink {
    final List<String> steps = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    private final int most;
    private int reports;

    Fatal(int most) {
      this.most = most;
    }

    @Override
    public void report(TrialProgress progress) {
      steps.add(progress.epoch() + "/" + progress.step());
      reports++;
      if (reports == most) {
        throw new UncheckedIOException(new IOException("The network is gone."));
      }
    }

    @Override
    public void note(TrialNote note) {
      notes.add(note.text());
    }
  }

  /** Attempts that end after a few batches each, until one ends by itself. */
  private static List<Fatal> attempts(TinyTrial trial, Arm arm, int least) throws Exception {
    // A resumed attempt reports where it is, and the end of an epoch: with four reports it gets on.
    RandomStream random = RandomStream.of(arm.ordinal(), Purpose.BOOTSTRAP);
    List<Fatal> attempts = new ArrayList<>();
    while (attempts.size() < MANY) {
      Fatal attempt = new Fatal(least + random.nextInt(3));
      attempts.add(attempt);
      try {
        trial.attempt(arm, attempt);
        return attempts;
      } catch (UncheckedIOException e) {
        assertThat(e).hasMessageContaining("The network is gone.");
      }
    }
    throw new AssertionError("It does not get on.");
  }

  @ParameterizedTest
  @EnumSource(Arm.class)
  void everyArmStoppedAfterEveryFewBatchesGivesTheSameBits(Arm arm) throws Exception {
    TinyTrial undisturbed = at("undisturbed");
    TinyTrial disturbed = at("disturbed", EVERY_BATCH);
    undisturbed.attempt(Arm.BASELINE);
    disturbed.attempt(Arm.BASELINE);
    if (arm == Arm.BASELINE) {
      disturbed = at("disturbed baseline", EVERY_BATCH);
    } else {
      undisturbed.attempt(arm);
    }

    List<Fatal> attempts = attempts(disturbed, arm, 4);

    assertThat(attempts).hasSizeGreaterThan(2);
    disturbed.assertSameBits(undisturbed, arm);
    assertThat(disturbed.folder("checkpoints", arm)).doesNotExist();
  }

  /** Asks its attempt to end once it has reported so often. */
  private static final class Asking implements ProgressSink {
    final List<String> notes = new ArrayList<>();
    private final int most;
    private int reports;

    Asking(int most) {
      this.most = most;
    }

    @Override
    public void report(TrialProgress progress) {
      reports++;
    }

    @Override
    public boolean endsHere() {
      return reports >= most;
    }

    @Override
    public void note(TrialNote note) {
      notes.add(note.text());
    }
  }

  @Test
  void anAttemptThatIsAskedToEndStoresWhereItIsThoughNoCheckpointIsDue() throws Exception {
    TinyTrial undisturbed = at("undisturbed by asking");
    TinyTrial asked = at("asked");
    undisturbed.attempt(Arm.BASELINE);
    Asking first = new Asking(3);
    assertThatThrownBy(() -> asked.attempt(Arm.BASELINE, first))
        .isInstanceOf(CancellationException.class)
        .hasMessage("stops at epoch 1, batch 3 of 4, where its checkpoint is");
    Asking second = new Asking(3);
    assertThatThrownBy(() -> asked.attempt(Arm.BASELINE, second))
        .isInstanceOf(CancellationException.class);

    asked.attempt(Arm.BASELINE);

    assertThat(first.notes)
        .containsExactly("stops at epoch 1, batch 3 of 4, where its checkpoint is");
    assertThat(second.notes.get(0))
        .isEqualTo("continues from epoch 1, batch 3 of 4, stored by attempt 1");
    asked.assertSameBits(undisturbed, Arm.BASELINE);
  }

  @Test
  void asPublishedTooWithCarriedGradientsAndEvaluationsWithinAnEpoch() throws Exception {
    String[] published = {"profile=reference", "selection.policy-arms-every=1", EVERY_BATCH};
    TinyTrial undisturbed = at("undisturbed as published", published);
    TinyTrial disturbed = at("disturbed as published", published);
    undisturbed.attempt(Arm.BASELINE);
    disturbed.attempt(Arm.BASELINE);
    undisturbed.attempt(Arm.END2END);

    attempts(disturbed, Arm.END2END, 4);

    disturbed.assertSameBits(undisturbed, Arm.END2END);
  }

  @Test
  void aRecipesBitsAreTheSameForATrialThatIsStoppedWithinAnEpoch() throws Exception {
    String[] recipe = {
      "data.normalise=dataset",
      "train.schedule=plateau",
      "train.plateau-patience=0",
      "train.warm-up-epochs=1",
      "train.weight-decay=0.1",
      "train.gradient-clip=0.5",
      "train.class-weights=inverse",
      "train.label-smoothing=0.1",
      "train.average=ema",
      "train.average-decay=0.9",
      "augment.flip=0.5",
      "augment.rotate-degrees=30",
      "augment.scale=0.1",
      "augment.brightness=0.2",
      "augment.contrast=0.2",
      EVERY_BATCH
    };
    TinyTrial plain = at("plain");
    TinyTrial undisturbed = at("undisturbed by a recipe", recipe);
    TinyTrial disturbed = at("disturbed by a recipe", recipe);
    plain.attempt(Arm.BASELINE);
    undisturbed.attempt(Arm.BASELINE);
    disturbed.attempt(Arm.BASELINE);
    undisturbed.attempt(Arm.APGA);

    List<Fatal> attempts = attempts(disturbed, Arm.APGA, 4);

    assertThat(attempts).hasSizeGreaterThan(2);
    disturbed.assertSameBits(undisturbed, Arm.APGA);
    assertThat(undisturbed.row(Arm.BASELINE).real("loss"))
        .isNotEqualTo(plain.row(Arm.BASELINE).real("loss"));
  }

  @Test
  void whatAnotherEngineGoesOnWithIsTheSameToRoundingAndTheTableTells() throws Exception {
    // A learning rate at which rounding stays rounding.
    String[] slow = {"train.learning-rate=1e-6", EVERY_BATCH};
    TinyTrial undisturbed = at("undisturbed by engines", slow);
    TinyTrial disturbed = at("by two engines", slow);
    undisturbed.attempt(Arm.BASELINE);
    assertThatThrownBy(() -> disturbed.attempt(Arm.BASELINE, new Fatal(4)))
        .isInstanceOf(UncheckedIOException.class);

    disturbed.attempt(
        Arm.BASELINE, new EngineChoice(EngineChoice.TORCH, Device.CPU, Precision.FLOAT, 1));

    Row row = disturbed.row(Arm.BASELINE);
    assertThat(row.text("engine")).isEqualTo("dl4j-torch");
    assertThat(row.text("resumed"))
        .endsWith("; computed by dl4j on cpu up to there, by dl4j-torch on cpu since");
    assertThat(row.real("loss"))
        .isCloseTo(undisturbed.row(Arm.BASELINE).real("loss"), within(1e-5))
        .isNotEqualTo(undisturbed.row(Arm.BASELINE).real("loss"));
  }

  @Test
  void aCheckpointAnEpochRepeatsNoMoreThanAnEpoch() throws Exception {
    TinyTrial undisturbed = at("undisturbed by epochs");
    TinyTrial disturbed = at("by epochs", "checkpoint.every-epochs=1", "checkpoint.max-share=1");
    undisturbed.attempt(Arm.BASELINE);

    List<Fatal> attempts = attempts(disturbed, Arm.BASELINE, 6);

    disturbed.assertSameBits(undisturbed, Arm.BASELINE);
    assertThat(attempts).hasSizeGreaterThan(1);
    assertThat(attempts.get(1).notes)
        .containsExactly("continues from the end of epoch 1, stored by attempt 1");
    // What it reports first is where it was; epoch 1 is not trained again.
    assertThat(attempts.get(1).steps.subList(0, 2)).containsExactly("1/4", "2/1");
  }

  @Test
  void aDamagedCheckpointIsToldOfAndTheOneBeforeIsUsed() throws Exception {
    TinyTrial undisturbed = at("undisturbed by damage");
    TinyTrial disturbed = at("damaged", EVERY_BATCH);
    undisturbed.attempt(Arm.BASELINE);
    Fatal first = new Fatal(3);
    assertThatThrownBy(() -> disturbed.attempt(Arm.BASELINE, first))
        .isInstanceOf(UncheckedIOException.class);
    Path checkpoints = disturbed.folder("checkpoints", Arm.BASELINE);
    String newestName =
        disturbed
            .store()
            .checkpoints()
            .of(disturbed.trial(Arm.BASELINE).id().value())
            .get(0)
            .toString();
    Path newest = checkpoints.resolve(newestName + "/classifier.npz");
    long length = Files.size(newest);
    Files.write(newest, new byte[100]);

    Fatal second = new Fatal(MANY);
    disturbed.attempt(Arm.BASELINE, second);

    disturbed.assertSameBits(undisturbed, Arm.BASELINE);
    assertThat(second.notes)
        .containsExactly(
            "Cannot continue from checkpoint "
                + newestName
                + ": classifier.npz has 100 bytes instead of "
                + length
                + ". The one before it is used, if there is one.",
            "continues from epoch 1, batch 1 of 4, stored by attempt 1");
  }

  @Test
  void timesOfEarlierAttemptsCount() throws Exception {
    TinyTrial trial = at("times", EVERY_BATCH);
    assertThatThrownBy(() -> trial.attempt(Arm.BASELINE, new Fatal(3)))
        .isInstanceOf(UncheckedIOException.class);
    trial.attempt(Arm.BASELINE);

    Row row = trial.row(Arm.BASELINE);

    assertThat(row.whole("attempt")).isEqualTo(2);
    assertThat(row.text("resumed"))
        .isEqualTo("continues from epoch 1, batch 2 of 4, stored by attempt 1");
    assertThat(row.real("earlier_seconds")).isPositive();
    assertThat(row.real("seconds"))
        .isGreaterThanOrEqualTo(row.real("earlier_seconds") + row.real("checkpoint_seconds"));
    assertThat(row.real("checkpoint_seconds")).isPositive();
    Commit commit = trial.store().commit(row.text("trial")).orElseThrow();
    assertThat(
            trial.store().rows(commit, Tables.EPOCHS).stream()
                .mapToDouble(e -> e.real("seconds"))
                .sum())
        .isEqualTo(row.real("train_seconds"));
  }

  @Test
  void aLostAttemptLeavesItsStory() throws Exception {
    TinyTrial trial = at("story", EVERY_BATCH);
    assertThatThrownBy(() -> trial.attempt(Arm.BASELINE, new Fatal(2)))
        .isInstanceOf(UncheckedIOException.class);

    List<String> story;
    try (Stream<Path> attempts = Files.list(trial.folder("trials", Arm.BASELINE))) {
      Path attempt = attempts.findFirst().orElseThrow();
      story = Files.readAllLines(attempt.resolve("failure.log"));
    }

    assertThat(story.get(0)).isEqualTo("elbow baseline seed 0");
    assertThat(story.get(1)).matches("\\S+Z checkpoint at epoch 1, batch 1 of 4 in \\S+ s");
    assertThat(story.get(2))
        .isEqualTo("java.io.UncheckedIOException: java.io.IOException: The network is gone.");
  }

  @Test
  void aCommittedTrialsLeftOverCheckpointsGoWhenItIsAskedForAgain() throws Exception {
    TinyTrial trial = at("left over");
    trial.attempt(Arm.BASELINE);
    Path left = trial.folder("checkpoints", Arm.BASELINE).resolve("epoch-1-batch-1-attempt-1");
    Files.createDirectories(left);

    TrialOutcome again = trial.attempt(Arm.BASELINE);

    assertThat(((TrialOutcome.Completed) again).stopReason())
        .isEqualTo("Committed by another run.");
    assertThat(left.getParent()).doesNotExist();
  }
}
