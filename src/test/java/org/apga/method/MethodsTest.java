package org.apga.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.apga.engine.Batch;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.Journal;
import org.apga.engine.Masks;
import org.apga.engine.ScriptedClassifier;
import org.apga.engine.ScriptedPolicy;
import org.apga.store.Column;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;

class MethodsTest {
  private static final Batch BATCH =
      new Batch(2, 1, 2, new double[] {0.1, 0.2, 0.3, 0.4}, new int[] {0, 1});

  private final Journal journal = new Journal();
  private final ScriptedClassifier classifier = new ScriptedClassifier(journal);
  private final ScriptedPolicy policy = new ScriptedPolicy(journal);

  @Test
  void baselineIsOneCleanStep() {
    Step step = new Baseline(classifier.losses(0.25)).step(BATCH);

    assertThat(journal.entries()).containsExactly("fit [0.1, 0.2, 0.3, 0.4]");
    assertThat(step.measures()).isEqualTo(Map.of(Measure.CLEAN_LOSS, 0.25));
  }

  @Test
  void continueIsTwoCleanStepsOnTheSameBatch() {
    Step step = new Continue(classifier.losses(0.5, 0.25)).step(BATCH);

    assertThat(journal.entries())
        .containsExactly("fit [0.1, 0.2, 0.3, 0.4]", "fit [0.1, 0.2, 0.3, 0.4]");
    assertThat(step.measures())
        .isEqualTo(Map.of(Measure.CLEAN_LOSS, 0.5, Measure.SECOND_LOSS, 0.25));
  }

  @Test
  void end2endIsACleanStepAJointStepAndAStepOnWhatTheUpdatedPolicyPointsAt() {
    classifier.losses(0.5, 0.75, 0.25);
    policy.masks(0.5, 0.4, 0.1, 0.2);

    Step step =
        new EndToEnd(classifier, policy, new JointStep(0.5, 0.6, GradientCarry.NONE)).step(BATCH);

    assertThat(journal.entries())
        .containsExactly(
            "fit [0.1, 0.2, 0.3, 0.4]",
            "joint step 0.5 0.6 NONE [0.1, 0.2, 0.3, 0.4]",
            "masks [0.1, 0.2, 0.3, 0.4]",
            "fit [0.1, 0.0, 0.0, 0.0]");
    assertThat(step.measures())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Measure.CLEAN_LOSS, 0.5,
                Measure.SOFT_MASK_LOSS, 0.75,
                Measure.POLICY_LOSS, 1.0,
                Measure.MASKED_IN_LOSS, 0.25,
                Measure.MASK_SHARE, 0.25,
                Measure.MASK_EMPTY, 0.5,
                Measure.MASK_FULL, 0.0));
  }

  @Test
  void end2endAsPublishedCarriesTheCleanGradientIntoTheJointStepAndNoFurther() {
    new EndToEnd(classifier, policy, new JointStep(0.5, 0.6, GradientCarry.ACCUMULATE)).step(BATCH);

    assertThat(journal.calls())
        .containsExactly("fit and carry", "joint step 0.5 0.6 ACCUMULATE", "masks", "fit");
  }

  @Test
  void testTimeAugmentationIsTheMeanOfTheImageAndOfWhatThePolicyPointsAt() {
    Masks masks = new Masks(2, 1, 2, new double[] {0.5, 0.4, 1, 0});

    double[] mean =
        Augmentation.probabilities(
            classifier.probabilities(0.25, 1), BATCH, masks, new double[] {0.75, 0});

    assertThat(mean).containsExactly(0.5, 0.5);
    assertThat(journal.entries()).containsExactly("probabilities [0.1, 0.0, 0.3, 0.0]");
  }

  @Test
  void sharesCountPixelsAndWholeMasks() {
    double[] map = {0.6, 0.7, /**/ 0.1, 0.2, /**/ 0.9, 0.5};

    assertThat(MaskShares.of(map, 3, p -> p > 0.5))
        .isEqualTo(new MaskShares(3 / 6.0, 1 / 3.0, 1 / 3.0));
  }

  @Test
  void everyMeasureIsAColumnOfTheTableOfEpochs() {
    assertThat(Tables.EPOCHS.columns())
        .extracting(Column::name)
        .containsAll(Arrays.stream(Measure.values()).map(Measure::column).toList());
  }
}
