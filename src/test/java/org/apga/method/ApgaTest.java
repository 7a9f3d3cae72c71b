package org.apga.method;

import static java.util.Map.entry;
import static org.apga.engine.GradientCarry.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.RewardNorms;
import org.apga.config.GridConfig.RewardOf;
import org.apga.config.GridConfig.Sampling;
import org.apga.engine.Batch;
import org.apga.engine.Fill;
import org.apga.engine.Journal;
import org.apga.engine.Losses;
import org.apga.engine.NormSet;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.ScriptedClassifier;
import org.apga.engine.ScriptedPolicy;
import org.junit.jupiter.api.Test;

class ApgaTest {
  private static final PolicyLossWeights PUBLISHED = new PolicyLossWeights(100, 0.1, 0.01);
  private static final GridConfig.Apga SETTINGS = new GridConfig.Apga(PUBLISHED, 0.5);
  private static final Batch BATCH =
      new Batch(1, 2, 2, new double[] {0.1, 0.2, 0.3, 0.4}, new int[] {1});

  private final Journal journal = new Journal();
  private final ScriptedClassifier classifier = new ScriptedClassifier(journal);
  private final ScriptedPolicy policy = new ScriptedPolicy(journal);

  @Test
  void aBatchIsACleanStepAnErasureAPolicyStepAndAStepOnWhatIsKept() {
    classifier.losses(0.5, 0.75, 0.25);
    policy.masks(0.9, 0.1, 0.2, 0.8).masks(0.7, 0.4, 0.2, 0.1).losses(0.125);

    Step step = new Apga(classifier, policy, SETTINGS, 1L).step(BATCH);

    assertThat(journal.entries())
        .containsExactly(
            "fit [0.1, 0.2, 0.3, 0.4]",
            "masks [0.1, 0.2, 0.3, 0.4]",
            "loss masked [0.0, 0.2, 0.3, 0.0]",
            "reinforce by 0.0 [0.1, 0.2, 0.3, 0.4]",
            "masks [0.1, 0.2, 0.3, 0.4]",
            "fit masked [0.1, 0.0, 0.0, 0.0]");
    assertThat(policy.lastWeights()).isEqualTo(PUBLISHED);
    assertThat(step.measures())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                entry(Measure.CLEAN_LOSS, 0.5),
                entry(Measure.MASKED_OUT_LOSS, 0.75),
                entry(Measure.MASKED_IN_LOSS, 0.25),
                entry(Measure.REWARD, 0.25),
                entry(Measure.REWARD_BASELINE, 0.25),
                entry(Measure.ADVANTAGE, 0.0),
                entry(Measure.POLICY_LOSS, 0.125),
                entry(Measure.MASK_SHARE_BEFORE, 0.5),
                entry(Measure.MASK_EMPTY_BEFORE, 0.0),
                entry(Measure.MASK_FULL_BEFORE, 0.0),
                entry(Measure.MASK_SHARE_AFTER, 0.25),
                entry(Measure.MASK_EMPTY_AFTER, 0.0),
                entry(Measure.MASK_FULL_AFTER, 0.0)));
  }

  @Test
  void aPixelOfExactlyOneHalfIsNeitherErasedNorLost() {
    double over = Math.nextUp(0.5);
    double under = Math.nextDown(0.5);
    policy.masks(0.5, over, under, 0).masks(0.5, over, under, 1);

    Step step = new Apga(classifier, policy, SETTINGS, 1L).step(BATCH);

    assertThat(journal.entries())
        .contains("loss masked [0.1, 0.0, 0.3, 0.4]", "fit masked [0.1, 0.2, 0.0, 0.4]");
    assertThat(step.measures())
        .containsEntry(Measure.MASK_SHARE_BEFORE, 0.25)
        .containsEntry(Measure.MASK_SHARE_AFTER, 0.75);
  }

  @Test
  void theAdvantageIsTheRewardMinusAMovingBaselineThatStartsAsTheFirstReward() {
    // Clean, erased and kept of three batches: the rewards are 0.5, 1.5 and -0.25.
    classifier.losses(0.5, 1.0, 0, 0.5, 2.0, 0, 0.5, 0.25, 0);
    Apga apga = new Apga(classifier, policy, SETTINGS, 1L);

    List<Step> steps = List.of(apga.step(BATCH), apga.step(BATCH), apga.step(BATCH));

    assertThat(steps)
        .extracting(s -> s.measures().get(Measure.REWARD))
        .containsExactly(0.5, 1.5, -0.25);
    // 0.5; (0.5 + 1.5) / 2 = 1; (1 - 0.25) / 2 = 0.375.
    assertThat(steps)
        .extracting(s -> s.measures().get(Measure.REWARD_BASELINE))
        .containsExactly(0.5, 1.0, 0.375);
    assertThat(steps)
        .extracting(s -> s.measures().get(Measure.ADVANTAGE))
        .containsExactly(0.0, 0.5, -0.625);
    assertThat(journal.calls())
        .filteredOn(call -> call.startsWith("reinforce"))
        .containsExactly("reinforce by 0.0", "reinforce by 0.5", "reinforce by -0.625");
  }

  @Test
  void theDecayIsTheShareOfTheOldBaseline() {
    classifier.losses(0, 1, 0, 0, 2, 0);
    Apga apga = new Apga(classifier, policy, new GridConfig.Apga(PUBLISHED, 0.75), 1L);
    apga.step(BATCH);

    // 0.75 * 1 + 0.25 * 2.
    assertThat(apga.step(BATCH).measures()).containsEntry(Measure.REWARD_BASELINE, 1.25);
  }

  @Test
  void aCheckpointCarriesTheBaselineOfRewards() {
    classifier.losses(0.5, 1.0, 0, 0.5, 2.0, 0);
    Apga first = new Apga(classifier, policy, SETTINGS, 1L);
    first.step(BATCH);
    Apga second = new Apga(classifier, policy, SETTINGS, 1L);
    second.remember(first.memory());

    assertThat(second.step(BATCH).measures())
        .containsEntry(Measure.REWARD_BASELINE, 1.0)
        .containsEntry(Measure.ADVANTAGE, 0.5);
  }

  @Test
  void withoutAMemoryTheFirstAdvantageIsZeroAgain() {
    Apga apga = new Apga(classifier.losses(0.5, 1.0), policy, SETTINGS, 1L);
    apga.remember(Map.of());

    assertThat(apga.step(BATCH).measures()).containsEntry(Measure.ADVANTAGE, 0.0);
  }

  private static GridConfig.Apga with(RewardNorms norms, RewardOf of, Sampling sampling) {
    return new GridConfig.Apga(PUBLISHED, 0.5, norms, of, sampling, Fill.MEAN);
  }

  @Test
  void bothLossesOfARewardCanHaveTheSameStatistics() {
    classifier.losses(9, 0.75, 0.5, 9).losses(9, 0.75, 0.25, 9);

    Step evaluation =
        new Apga(
                classifier,
                policy,
                with(RewardNorms.EVALUATION, RewardOf.BATCH, Sampling.THRESHOLD),
                1L)
            .step(BATCH);
    Step training =
        new Apga(
                classifier,
                policy,
                with(RewardNorms.TRAINING, RewardOf.BATCH, Sampling.THRESHOLD),
                1L)
            .step(BATCH);

    assertThat(journal.calls())
        .containsSubsequence("fit", "loss masked", "loss", "fit masked")
        .containsSubsequence("fit", "loss masked by batch", "loss by batch", "fit masked");
    assertThat(evaluation.measures()).containsEntry(Measure.REWARD, 0.25);
    assertThat(training.measures()).containsEntry(Measure.REWARD, 0.5);
  }

  @Test
  void whatIsErasedIsFilled() {
    policy.masks(0.9, 0.1, 0.2, 0.8).masks(0.7, 0.4, 0.2, 0.1);

    new Apga(classifier, policy, with(RewardNorms.MIXED, RewardOf.BATCH, Sampling.THRESHOLD), 1L)
        .step(BATCH);

    assertThat(journal.entries())
        .contains("loss masked [0.25, 0.2, 0.3, 0.25]", "fit masked [0.1, 0.25, 0.25, 0.25]");
  }

  @Test
  void anImageHasItsOwnAdvantageOverTheBaselineOfBatches() {
    Batch two = new Batch(2, 1, 2, new double[] {0.1, 0.2, 0.3, 0.4}, new int[] {1, 0});
    Losses clean = new ScriptedClassifier(new Journal()).losses(1.0).fit(two, NormSet.CLEAN, NONE);
    Losses masked = new ScriptedClassifier(new Journal()).losses(3.0).fit(two, NormSet.CLEAN, NONE);
    classifier.losses(1.0, 3.0);

    Step step =
        new Apga(
                classifier, policy, with(RewardNorms.MIXED, RewardOf.IMAGE, Sampling.THRESHOLD), 1L)
            .step(two);

    double first = masked.images()[0] - clean.images()[0] - 2;
    double second = masked.images()[1] - clean.images()[1] - 2;
    assertThat(journal.calls()).contains("reinforce by " + first + " " + second);
    assertThat(step.measures())
        .containsEntry(Measure.REWARD, 2.0)
        .containsEntry(Measure.ADVANTAGE, 0.0);
  }

  @Test
  void drawnMasksAreErasedFollowedAndKept() {
    GridConfig.Apga drawn = with(RewardNorms.MIXED, RewardOf.BATCH, Sampling.BERNOULLI);
    policy.masks(1, 0, 0, 1).masks(0, 1, 0, 0);

    new Apga(classifier, policy, drawn, 1L).step(BATCH);

    assertThat(journal.entries())
        .contains(
            "loss masked [0.25, 0.2, 0.3, 0.25]",
            "reinforce by 0.0 along [true, false, false, true] [0.1, 0.2, 0.3, 0.4]",
            "fit masked [0.25, 0.2, 0.25, 0.25]");
  }

  @Test
  void drawsGoOnWhereAnEarlierTrainingStopped() {
    GridConfig.Apga drawn = with(RewardNorms.MIXED, RewardOf.BATCH, Sampling.BERNOULLI);
    Apga whole = new Apga(classifier, policy, drawn, 1L);
    for (int i = 0; i < 4; i++) {
      policy.masks(0.5, 0.5, 0.5, 0.5).masks(0.5, 0.5, 0.5, 0.5);
    }
    whole.startEpoch(3);
    whole.step(BATCH);
    Map<String, Double> memory = whole.memory();
    whole.step(BATCH);
    List<String> second = List.copyOf(journal.entries().subList(6, 12));

    journal.clear();
    Apga resumed = new Apga(classifier, policy, drawn, 1L);
    resumed.startEpoch(3);
    resumed.remember(memory);
    resumed.step(BATCH);

    assertThat(journal.entries()).isEqualTo(second);
  }
}
