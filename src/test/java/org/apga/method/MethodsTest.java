package org.apga.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.engine.Batch;
import org.apga.engine.Fill;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.Journal;
import org.apga.engine.Masks;
import org.apga.engine.ScriptedClassifier;
import org.apga.engine.ScriptedPolicy;
import org.apga.store.Column;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    Step step = new Continue(classifier.losses(0.5, 0.25), 2).step(BATCH);

    assertThat(journal.entries())
        .containsExactly("fit [0.1, 0.2, 0.3, 0.4]", "fit [0.1, 0.2, 0.3, 0.4]");
    assertThat(step.measures())
        .isEqualTo(Map.of(Measure.CLEAN_LOSS, 0.5, Measure.SECOND_LOSS, 0.25));
  }

  @Test
  void continue3IsThreeCleanStepsOnTheSameBatch() {
    Step step = new Continue(classifier.losses(0.5, 0.25, 0.125), 3).step(BATCH);

    assertThat(journal.calls()).containsExactly("fit", "fit", "fit");
    assertThat(step.measures())
        .isEqualTo(
            Map.of(Measure.CLEAN_LOSS, 0.5, Measure.SECOND_LOSS, 0.25, Measure.THIRD_LOSS, 0.125));
  }

  @ParameterizedTest
  @EnumSource(Arm.class)
  void anArmMakesAsManyClassifierStepsABatchAsItSaysAndAsItsControlMakes(Arm arm) {
    assertThat(steps(arm)).isEqualTo(arm.classifierSteps());
    arm.control().ifPresent(control -> assertThat(steps(arm)).isEqualTo(steps(control)));
    assertThat(arm.control().isPresent()).isEqualTo(arm.role() == Arm.Role.TREATMENT);
  }

  @ParameterizedTest
  @EnumSource(Arm.class)
  void anArmPassesThroughClassifiersAsOftenAsItSays(Arm arm) {
    steps(arm);

    // Each call of the scripted networks but the policy's is a pass through a classifier.
    assertThat(journal.calls())
        .filteredOn(call -> !call.startsWith("masks") && !call.startsWith("reinforce"))
        .hasSize(arm.classifierSteps() + arm.otherPasses());
    assertThat(journal.calls().stream().anyMatch(call -> call.startsWith("masks")))
        .isEqualTo(arm.trainsPolicy());
    assertThat(journal.calls().stream().anyMatch(call -> call.startsWith("maps")))
        .isEqualTo(arm.looksAtFrozenBaseline());
  }

  /** Optimiser steps that the arm's classifier makes for a batch, as the engine sees them. */
  private long steps(Arm arm) {
    journal.clear();
    Method.of(arm, ConfigReader.read(Map.of()), 0, classifier, policy, classifier).step(BATCH);
    return journal.calls().stream()
        .filter(call -> call.startsWith("fit") || call.startsWith("joint step"))
        .count();
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
            "fit masked [0.1, 0.0, 0.0, 0.0]");
    assertThat(step.measures())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Measure.CLEAN_LOSS, 0.5,
                Measure.SOFT_MASK_LOSS, 0.75,
                Measure.POLICY_LOSS, 1.0,
                Measure.MASKED_IN_LOSS, 0.25,
                Measure.MASK_SHARE_AFTER, 0.25,
                Measure.MASK_EMPTY_AFTER, 0.5,
                Measure.MASK_FULL_AFTER, 0.0));
  }

  @Test
  void end2endAsPublishedCarriesTheCleanGradientIntoTheJointStepAndNoFurther() {
    new EndToEnd(classifier, policy, new JointStep(0.5, 0.6, GradientCarry.ACCUMULATE)).step(BATCH);

    assertThat(journal.calls())
        .containsExactly("fit and carry", "joint step 0.5 0.6 ACCUMULATE", "masks", "fit masked");
  }

  @Test
  void testTimeAugmentationIsTheMeanOfTheImageAndOfWhatThePolicyPointsAt() {
    Masks masks = Masks.of(2, 1, 2, new double[] {0.5, 0.4, 1, 0});

    double[] mean =
        Augmentation.probabilities(
            classifier.probabilities(0.25, 1),
            BATCH,
            masks,
            Fill.ZERO,
            new double[] {0.25, 0.75, 1, 0});

    assertThat(mean).containsExactly(0.5, 0.5, 0.5, 0.5);
    assertThat(journal.entries()).containsExactly("probabilities [0.1, 0.0, 0.3, 0.0]");
  }

  @Test
  void sharesCountPixelsAndWholeMasks() {
    double[] map = {0.6, 0.7, /**/ 0.1, 0.2, /**/ 0.9, 0.5};

    assertThat(Step.MaskShares.of(map, 3, p -> p > 0.5))
        .isEqualTo(new Step.MaskShares(3 / 6.0, 1 / 3.0, 1 / 3.0));
  }

  @Test
  void everyMeasureIsAColumnOfTheTableOfEpochs() {
    assertThat(Tables.EPOCHS.columns())
        .extracting(Column::name)
        .containsAll(Arrays.stream(Measure.values()).map(Measure::column).toList());
  }
}
