package org.apga.engine.dl4j;

import static org.apga.engine.Samples.ADAM;
import static org.apga.engine.Samples.CLASSIFIER;
import static org.apga.engine.Samples.POLICY;
import static org.apga.engine.Samples.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.AdamSpec;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.DivergedException;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.InitialWeights;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.engine.NormStatistics;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Precision;
import org.apga.engine.Reinforcement;
import org.apga.engine.Samples;
import org.apga.engine.Tensor;
import org.apga.engine.UNetSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What networks tell of numbers that are none any more. */
class DivergedNetworksTest {
  private static final PolicyLossWeights WEIGHTS = new PolicyLossWeights(100, 0.1, 0.01);
  private static final DenseNetSpec DEEP = new DenseNetSpec(32, List.of(6, 12, 8, 8), 8, 16, 4, 2);
  private static final UNetSpec WIDE = new UNetSpec(32, 4);

  private static Engine engine(String name) {
    return new Dl4jEngine(new EngineChoice(name, Device.CPU, Precision.FLOAT, 1), 0);
  }

  /** All weights so many times as large; running statistics stay. */
  private static NetworkState times(NetworkState state, double factor) {
    Map<String, Tensor> larger = new LinkedHashMap<>();
    state
        .tensors()
        .forEach(
            (name, tensor) -> {
              double[] values = new double[tensor.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = tensor.at(i) * (name.contains(".running_") ? 1 : factor);
              }
              larger.put(name, new Tensor.Doubles(tensor.shape(), values));
            });
    return new NetworkState(larger);
  }

  private static Classifier classifier(Engine engine) {
    return engine.classifier(DEEP, ADAM, times(InitialWeights.draw(DEEP, 1), 10));
  }

  private static MaskPolicy policy(Engine engine) {
    return engine.policy(WIDE, ADAM, times(InitialWeights.draw(WIDE, 1), 1e5));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void networksOfNumbersHaveNoFlaw(Precision precision) {
    Engine engine =
        new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, precision, 1), 0);
    try (Classifier classifier = engine.classifier(CLASSIFIER, ADAM, 1L);
        MaskPolicy policy = engine.policy(POLICY, ADAM, 1L)) {
      classifier.fit(batch(3, 1));
      policy.reinforce(batch(3, 1), Reinforcement.published(0.2, WEIGHTS));

      assertThat(classifier.flaw()).isEmpty();
      assertThat(classifier.flawOn(batch(3, 1))).isEmpty();
      assertThat(policy.flaw()).isEmpty();
      assertThat(policy.flawOn(batch(3, 1))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void theStepThatLeavesATensorWithoutNumbersTellsItsName(Precision precision) {
    Engine engine =
        new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, precision, 1), 0);
    AdamSpec huge = AdamSpec.of(precision == Precision.FLOAT ? 1e30 : 1e300);
    try (Classifier classifier = engine.classifier(CLASSIFIER, huge, 1L);
        MaskPolicy policy = engine.policy(POLICY, huge, 1L)) {
      classifier.fit(batch(3, 1));
      assertThat(classifier.flaw()).isEmpty();
      classifier.fit(batch(3, 1));
      assertThat(classifier.flaw())
          .hasValueSatisfying(
              flaw ->
                  assertThat(flaw).matches("the classifier's tensor features\\.\\S+ holds \\S+.*"));

      policy.reinforce(batch(3, 1), Reinforcement.published(0.2, WEIGHTS));
      assertThat(policy.flaw()).isEmpty();
      assertThatThrownBy(() -> policy.reinforce(batch(3, 2), Reinforcement.published(0.2, WEIGHTS)))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("a score of the policy is ");
    }
  }

  /** Plans take NaN behind a rectifier for 0 (docs/decisions/0024). */
  @Test
  void whatPlansTakeForZeroBetweenLayersIsSeenThoughScoresAreNumbers() {
    Engine engine = engine(EngineChoice.FITTING);
    try (Classifier classifier = classifier(engine);
        MaskPolicy policy = policy(engine)) {
      assertThat(classifier.logits(batch(1, 1))).containsExactly(0, 0);
      assertThat(classifier.flaw()).isEmpty();
      assertThat(classifier.flawOn(batch(1, 1))).hasValue("an activation of the classifier is NaN");

      assertThatCode(() -> policy.masks(batch(1, 1))).doesNotThrowAnyException();
      assertThat(policy.flaw()).isEmpty();
      assertThat(policy.flawOn(batch(1, 1))).hasValue("an activation of the policy is NaN");
    }
  }

  @Test
  void onDeeplearning4jsOwnOperationsTheScoresThemselvesTell() {
    Engine engine = engine(EngineChoice.GRAPH);
    try (Classifier classifier = classifier(engine);
        MaskPolicy policy = policy(engine)) {
      assertThatThrownBy(() -> classifier.probabilities(batch(1, 1)))
          .isInstanceOf(DivergedException.class)
          .hasMessage(
              "Cannot use the network: a score of the classifier is NaN. Train it again with a"
                  + " smaller train.learning-rate.");
      assertThatThrownBy(() -> classifier.activationMaps(batch(1, 1), NormStatistics.RUNNING))
          .isInstanceOf(DivergedException.class);
      assertThatThrownBy(() -> policy.masks(batch(1, 1)))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("a score of the policy is NaN");
      assertThatThrownBy(() -> policy.centre(List.of(batch(1, 1))))
          .isInstanceOf(DivergedException.class);
    }
  }

  /** From then on a parameter whose second moment is infinite would never move again. */
  @Test
  void aGradientWhoseSquareIsTooLargeIsSeenInTheOptimiser() {
    NetworkState start = InitialWeights.draw(CLASSIFIER, 1);
    NetworkState head =
        Samples.changed(
            start,
            "features.norm5.weight",
            t -> new Tensor.Doubles(t.shape(), filled(t.size(), 1e25)));
    try (Classifier classifier = engine(EngineChoice.FITTING).classifier(CLASSIFIER, ADAM, head)) {
      classifier.fit(batch(4, 1));

      assertThat(classifier.flaw())
          .hasValueSatisfying(flaw -> assertThat(flaw).contains("the second moment of"));
    }
  }

  private static double[] filled(int count, double value) {
    double[] values = new double[count];
    java.util.Arrays.fill(values, value);
    return values;
  }
}
