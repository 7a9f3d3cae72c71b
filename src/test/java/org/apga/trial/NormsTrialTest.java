package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apga.config.Arm;
import org.apga.plan.Trial;
import org.apga.store.Commit;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the choices of batch norm make of whole trials. */
class NormsTrialTest {
  private static final String GATHERED = "norms.evaluation=gathered";
  private static final String FEW = "norms.gathered-images=16";

  @TempDir private static Path folder;

  private static Path data;

  @BeforeAll
  static void writePhantoms() throws IOException {
    data = folder.resolve("data");
    TinyTrial.phantoms(data);
  }

  private static TinyTrial trained(String root, Arm arm, String... settings) throws Exception {
    TinyTrial trial = at(root, settings);
    trial.attempt(Arm.BASELINE);
    trial.attempt(arm);
    return trial;
  }

  private static TinyTrial at(String root, String... settings) {
    return new TinyTrial(data, folder.resolve(root).toString(), settings);
  }

  private static List<Row> epochs(TinyTrial trial, Arm arm) {
    Trial of = trial.trial(arm);
    Commit commit = trial.store().commit(of.id().value()).orElseThrow();
    return trial.store().rows(commit, Tables.EPOCHS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "norms.masked-steps=split norms.evaluation=gathered arms.fill=blur",
        "norms.masked-steps=split-statistics arms.apga.sampling=bernoulli",
        "norms.masked-steps=held arms.apga.reward=image arms.apga.reward-norms=training"
      })
  void aTrialThatIsLostInEachOfItsBatchesGivesTheSameBits(String choices) throws Exception {
    String[] settings = choices.split(" ");
    TinyTrial undisturbed = trained("whole " + choices.hashCode(), Arm.APGA, settings);
    TinyTrial disturbed = at("lost " + choices.hashCode(), settings);
    disturbed.attempt(Arm.BASELINE);
    TinyTrial stored = at("lost " + choices.hashCode(), with(settings));

    int attempts = 0;
    boolean done = false;
    while (!done) {
      attempts++;
      done = endsBeforeReport(stored, 4);
    }

    assertThat(attempts).isGreaterThan(2);
    stored.assertSameBits(undisturbed, Arm.APGA);
  }

  private static String[] with(String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "checkpoint.every-batches=1";
    return all;
  }

  /** Whether an attempt ends before it has reported so often, and is lost then. */
  private static boolean endsBeforeReport(TinyTrial trial, int most) throws Exception {
    int[] reports = {0};
    try {
      trial.attempt(
          Arm.APGA,
          progress -> {
            reports[0]++;
            if (reports[0] == most) {
              throw new UncheckedIOException(new IOException("The network is gone."));
            }
          });
      return true;
    } catch (UncheckedIOException lost) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CUTOUT", "GRADCAM", "END2END"})
  void heldAndSplitStatisticsAreOneWhereNoLossOfTrainingSeesRunningOnes(Arm arm) throws Exception {
    TinyTrial held = trained("held", arm, "norms.masked-steps=held");
    TinyTrial split = trained("split-statistics", arm, "norms.masked-steps=split-statistics");

    assertThat(Files.mismatch(held.weights(arm, "classifier"), split.weights(arm, "classifier")))
        .isEqualTo(-1);
  }

  @Test
  void withGatheredStatisticsItIsAllTheSameWhatMaskedStepsDoToRunningOnes() throws Exception {
    TinyTrial shared = trained("shared gathered", Arm.CUTOUT, GATHERED, FEW);
    TinyTrial held = trained("held gathered", Arm.CUTOUT, GATHERED, FEW, "norms.masked-steps=held");

    assertThat(
            Files.mismatch(
                shared.weights(Arm.CUTOUT, "classifier"), held.weights(Arm.CUTOUT, "classifier")))
        .isEqualTo(-1);
  }

  @Test
  void epochsTellBothAccuraciesWhereStatisticsAreGathered() throws Exception {
    TinyTrial running = trained("running", Arm.BASELINE, "train.epochs=3");
    TinyTrial gathered = trained("gathered", Arm.BASELINE, "train.epochs=3", GATHERED, FEW);

    List<Row> without = epochs(running, Arm.BASELINE);
    List<Row> with = epochs(gathered, Arm.BASELINE);
    assertThat(without).noneMatch(row -> row.has("running_accuracy"));
    for (int i = 0; i < with.size(); i++) {
      // Training knows nothing of it, and so the running statistics give what they gave before.
      assertThat(with.get(i).real("running_accuracy")).isEqualTo(without.get(i).real("accuracy"));
      assertThat(with.get(i).real("clean_loss")).isEqualTo(without.get(i).real("clean_loss"));
      assertThat(with.get(i).real("loss")).isNotEqualTo(without.get(i).real("loss"));
    }
  }

  @Test
  void keptWeightsHaveWhatTheyWereEvaluatedWithAndNoNormsOfMaskedImages() throws Exception {
    TinyTrial trial = trained("kept", Arm.APGA, GATHERED, FEW, "norms.masked-steps=split");
    Commit commit = trial.store().commit(trial.trial(Arm.APGA).id().value()).orElseThrow();

    assertThat(trial.store().weights(commit, ResultFiles.CLASSIFIER).optimiser()).isNull();
    Row best =
        epochs(trial, Arm.APGA).stream().filter(row -> row.flag("best")).reduce((a, b) -> b).get();
    assertThat(trial.row(Arm.APGA).real("selection_accuracy")).isEqualTo(best.real("accuracy"));
  }

  @Test
  void theRowOfATrialTellsTheChoicesThatDecideIt() throws Exception {
    TinyTrial trial = trained("told", Arm.CUTOUT, "norms.masked-steps=held", "arms.fill=mean");

    Row cutout = trial.row(Arm.CUTOUT);
    assertThat(cutout.text("masked_steps")).isEqualTo("held");
    assertThat(cutout.text("fill")).isEqualTo("mean");
    assertThat(cutout.text("evaluation_norms")).isEqualTo("running");
    assertThat(cutout.has("reward_norms")).isFalse();
    assertThat(trial.row(Arm.BASELINE).has("masked_steps")).isFalse();
  }
}
