package org.apga.engine;

import static org.apga.engine.Samples.ADAM;
import static org.apga.engine.Samples.POLICY;
import static org.apga.engine.Samples.batch;
import static org.apga.engine.Samples.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.apga.verify.ParityRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

public abstract class PolicyContract {
  private static final PolicyLossWeights WEIGHTS = new PolicyLossWeights(100, 0.1, 0.01);

  private final Engine exact = engine(Precision.DOUBLE);

  /** The engine with one thread, on the calling thread. */
  protected abstract Engine engine(Precision precision);

  private static NetworkState weights() {
    return ParityRule.weights(POLICY.parameters(), "policy.", 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aRestoredPolicyGoesOnAsIfItHadNeverStopped(Precision precision) {
    Engine engine = engine(precision);
    Batch batch = batch(3, 1);
    try (MaskPolicy policy = engine.policy(POLICY, ADAM, 5L)) {
      policy.reinforce(batch, Reinforcement.published(0.2, WEIGHTS));
      policy.reinforce(batch, Reinforcement.published(-0.1, WEIGHTS));
      try (MaskPolicy restored = engine.policy(POLICY, ADAM, policy.state())) {
        for (int i = 0; i < 3; i++) {
          assertThat(restored.reinforce(batch, Reinforcement.published(0.3, WEIGHTS)))
              .isEqualTo(policy.reinforce(batch, Reinforcement.published(0.3, WEIGHTS)));
        }
        assertThat(numbers(restored.state())).isEqualTo(numbers(policy.state()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void askingForMasksFirstChangesNoBitOfAStep(Precision precision) {
    Engine engine = engine(precision);
    try (MaskPolicy asked = engine.policy(POLICY, ADAM, 5L);
        MaskPolicy silent = engine.policy(POLICY, ADAM, 5L)) {
      for (int i = 0; i < 3; i++) {
        Batch batch = batch(2 + i, i);
        double[] before = asked.masks(batch).probabilities();
        asked.reinforce(batch, Reinforcement.published(0.2, WEIGHTS));
        assertThat(asked.masks(batch).probabilities()).isNotEqualTo(before);
        silent.reinforce(batch, Reinforcement.published(0.2, WEIGHTS));
      }
      assertThat(numbers(asked.state())).isEqualTo(numbers(silent.state()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "encoder.0.weight, 20",
    "encoder.18.bias, 3",
    "center.block.0.conv.weight, 40",
    "center.block.1.weight, 33",
    "dec5.block.1.bias, 2",
    "dec2.block.0.conv.weight, 50",
    "dec1.conv.weight, 9",
    "final.weight, 1",
    "final.bias, 0"
  })
  void theGradientIsTheSlopeOfTheLoss(String name, int element) {
    Batch batch = batch(2, 9);
    double h = 1e-6;
    double slope =
        (lossOf(Samples.moved(weights(), name, element, h), batch)
                - lossOf(Samples.moved(weights(), name, element, -h), batch))
            / (2 * h);
    try (MaskPolicy policy = exact.policy(POLICY, ADAM, weights())) {
      policy.reinforce(batch, Reinforcement.published(-0.3, WEIGHTS));
      assertThat(Samples.gradient(policy.state(), name, element))
          .isCloseTo(slope, within(1e-6 + 1e-5 * Math.abs(slope)));
    }
  }

  private double lossOf(NetworkState state, Batch batch) {
    try (MaskPolicy policy = exact.policy(POLICY, ADAM, state)) {
      return policy.reinforce(batch, Reinforcement.published(-0.3, WEIGHTS));
    }
  }

  @Test
  void aCentredPolicyPointsAtHalfOfThePixelsAtMostAndSparesHalfAtMost() {
    List<Batch> batches = List.of(batch(3, 1), batch(2, 2));
    try (MaskPolicy policy = exact.policy(POLICY, ADAM, weights())) {
      policy.centre(batches);
      // Seven digits: the median itself is centred to 0 up to rounding.
      double[] all =
          batches.stream()
              .flatMapToDouble(batch -> Arrays.stream(policy.masks(batch).probabilities()))
              .toArray();
      assertThat(Arrays.stream(all).filter(p -> p > 0.5 + 1e-7).count())
          .isBetween(1L, all.length / 2L);
      assertThat(Arrays.stream(all).filter(p -> p < 0.5 - 1e-7).count())
          .isBetween(1L, all.length / 2L);
      Centring again = policy.centre(batches);
      assertThat(again.subtract()).isCloseTo(0, within(1e-9));
      assertThat(again.divide()).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void aFloatStepStaysCloseToADoubleOne() {
    Engine single = engine(Precision.FLOAT);
    Batch batch = batch(2, 9);
    try (MaskPolicy rough = single.policy(POLICY, ADAM, weights());
        MaskPolicy fine = exact.policy(POLICY, ADAM, weights())) {
      assertThat(rough.reinforce(batch, Reinforcement.published(0.3, WEIGHTS)))
          .isCloseTo(fine.reinforce(batch, Reinforcement.published(0.3, WEIGHTS)), within(1e-4));
      assertThat(Samples.gradientError(rough.state(), fine.state())).isLessThan(1e-5);
    }
  }

  @Test
  void centringOnNoImagesIsRefused() {
    try (MaskPolicy policy = exact.policy(POLICY, ADAM, 5L)) {
      assertThatThrownBy(() -> policy.centre(List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot centre the policy: there are no images. Pass the training images.");
    }
  }
}
