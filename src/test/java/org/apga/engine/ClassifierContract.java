package org.apga.engine;

import static org.apga.engine.Samples.ADAM;
import static org.apga.engine.Samples.CLASSIFIER;
import static org.apga.engine.Samples.POLICY;
import static org.apga.engine.Samples.batch;
import static org.apga.engine.Samples.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apga.verify.ParityRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

public abstract class ClassifierContract {
  private static final JointStep ACCUMULATE = new JointStep(0.5, 0.6, GradientCarry.ACCUMULATE);

  private final Engine exact = engine(Precision.DOUBLE);

  /** The engine with one thread, on the calling thread. */
  protected abstract Engine engine(Precision precision);

  private static NetworkState weights() {
    return ParityRule.weights(CLASSIFIER.parameters(), "classifier.", 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void theStateComesBackAsItWasGiven(Precision precision) {
    Engine engine = engine(precision);
    try (Classifier first = engine.classifier(CLASSIFIER, ADAM, 5L);
        Classifier second = engine.classifier(CLASSIFIER, ADAM, first.state())) {
      assertThat(numbers(second.state())).isEqualTo(numbers(first.state()));
      assertThat(first.state().tensors().keySet())
          .containsExactlyElementsOf(
              CLASSIFIER.parameters().stream().map(parameter -> parameter.name()).toList());
      assertThat(first.state().optimiser()).isNull();
      Class<?> kind = precision == Precision.FLOAT ? Tensor.Floats.class : Tensor.Doubles.class;
      assertThat(first.state().tensors().values()).allMatch(kind::isInstance);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aRestoredClassifierGoesOnAsIfItHadNeverStopped(Precision precision) {
    Engine engine = engine(precision);
    Batch batch = batch(3, 1);
    try (Classifier classifier = engine.classifier(CLASSIFIER, ADAM, 5L)) {
      classifier.fit(batch);
      classifier.fit(batch);
      try (Classifier restored = engine.classifier(CLASSIFIER, ADAM, classifier.state())) {
        for (int i = 0; i < 3; i++) {
          assertThat(restored.fit(batch)).isEqualTo(classifier.fit(batch));
        }
        assertThat(numbers(restored.state())).isEqualTo(numbers(classifier.state()));
      }
    }
  }

  @Test
  void aCarriedGradientSurvivesASaveBeforeTheJointStep() {
    Batch batch = batch(3, 1);
    try (Classifier classifier = exact.classifier(CLASSIFIER, ADAM, 5L);
        MaskPolicy policy = exact.policy(POLICY, ADAM, 6L)) {
      classifier.fitThrough(policy, batch, ACCUMULATE);
      classifier.fit(batch, NormSet.CLEAN, GradientCarry.ACCUMULATE);
      try (Classifier restored = exact.classifier(CLASSIFIER, ADAM, classifier.state());
          MaskPolicy restoredPolicy = exact.policy(POLICY, ADAM, policy.state())) {
        classifier.fitThrough(policy, batch, ACCUMULATE);
        restored.fitThrough(restoredPolicy, batch, ACCUMULATE);
        assertThat(numbers(restored.state())).isEqualTo(numbers(classifier.state()));
        assertThat(numbers(restoredPolicy.state())).isEqualTo(numbers(policy.state()));
      }
    }
  }

  @Test
  void aStepWithoutCarryForgetsTheGradientBeforeIt() {
    Batch batch = batch(3, 1);
    try (Classifier classifier = exact.classifier(CLASSIFIER, ADAM, 5L)) {
      classifier.fit(batch, NormSet.CLEAN, GradientCarry.ACCUMULATE);
      assertThat(optimiser(classifier.state()).carried()).isNotEmpty();
      classifier.fit(batch);
      assertThat(optimiser(classifier.state()).carried()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void lookingChangesNothing(Precision precision) {
    Engine engine = engine(precision);
    Batch batch = batch(4, 1);
    try (Classifier classifier = engine.classifier(CLASSIFIER, ADAM, 5L)) {
      classifier.fit(batch);
      double[] before = numbers(classifier.state());
      classifier.loss(batch);
      classifier.probabilities(batch);
      classifier.activationMaps(batch, NormStatistics.RUNNING);
      classifier.activationMaps(batch, NormStatistics.BATCH);
      assertThat(numbers(classifier.state())).isEqualTo(before);
    }
  }

  @Test
  void batchesOfAnySizeFollowEachOther() {
    try (Classifier classifier = exact.classifier(CLASSIFIER, ADAM, 5L)) {
      double[] three = classifier.logits(batch(3, 1));
      for (int images : new int[] {5, 1, 3}) {
        classifier.logits(batch(images, 2));
      }
      assertThat(classifier.logits(batch(3, 1))).isEqualTo(three);
      for (int images : new int[] {4, 1, 3}) {
        assertThat(classifier.fit(batch(images, 2))).isFinite();
      }
    }
  }

  @Test
  void theMapOfAnImageHasTheSizeOfTheLastFeatures() {
    try (Classifier classifier = exact.classifier(CLASSIFIER, ADAM, 5L)) {
      ActivationMaps maps = classifier.activationMaps(batch(2, 1), NormStatistics.BATCH);
      assertThat(maps.images()).isEqualTo(2);
      assertThat(maps.height()).isEqualTo(Samples.SIZE / 32);
      assertThat(maps.values()).hasSize(2);
      assertThat(Arrays.stream(maps.values())).allMatch(value -> value >= 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "features.conv0.weight, 17",
    "features.norm0.weight, 2",
    "features.denseblock1.denselayer1.conv1.weight, 5",
    "features.denseblock2.denselayer2.norm1.bias, 4",
    "features.denseblock2.denselayer2.conv2.weight, 20",
    "features.transition2.conv.weight, 7",
    "features.norm5.weight, 1",
    "classifier.0.weight, 3",
    "classifier.0.bias, 1"
  })
  void theGradientIsTheSlopeOfTheLoss(String name, int element) {
    Batch batch = batch(4, 9);
    double h = 1e-6;
    double slope =
        (lossOf(Samples.moved(weights(), name, element, h), batch)
                - lossOf(Samples.moved(weights(), name, element, -h), batch))
            / (2 * h);
    try (Classifier classifier = exact.classifier(CLASSIFIER, ADAM, weights())) {
      classifier.fit(batch);
      assertThat(Samples.gradient(classifier.state(), name, element))
          .isCloseTo(slope, within(1e-6 + 1e-5 * Math.abs(slope)));
    }
  }

  private double lossOf(NetworkState state, Batch batch) {
    try (Classifier classifier = exact.classifier(CLASSIFIER, ADAM, state)) {
      return classifier.fit(batch);
    }
  }

  @Test
  void aFloatStepStaysCloseToADoubleOne() {
    Engine single = engine(Precision.FLOAT);
    Batch batch = batch(4, 9);
    try (Classifier rough = single.classifier(CLASSIFIER, ADAM, weights());
        Classifier fine = exact.classifier(CLASSIFIER, ADAM, weights())) {
      assertThat(rough.fit(batch)).isCloseTo(fine.fit(batch), within(1e-5));
      // A weight moves by the learning rate whatever its gradient's size: only where that is all
      // rounding may the two part.
      assertThat(Samples.largestDifference(numbers(rough.state()), numbers(fine.state())))
          .isLessThan(2 * ADAM.learningRate());
      assertThat(Samples.gradientError(rough.state(), fine.state())).isLessThan(1e-5);
      assertThat(rough.loss(batch)).isCloseTo(fine.loss(batch), within(1e-3));
    }
  }

  @Test
  void aMissingTensorIsRefusedByName() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights().tensors());
    tensors.remove("features.norm0.bias");
    assertThatThrownBy(() -> exact.classifier(CLASSIFIER, ADAM, new NetworkState(tensors)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot open the classifier: tensor features.norm0.bias is missing."
                + " Check that the weights were saved from this architecture.");
  }

  @Test
  void aSurplusTensorIsRefusedByName() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights().tensors());
    tensors.put("features.norm6.bias", new Tensor.Floats(new int[] {1}, new float[1]));
    assertThatThrownBy(() -> exact.classifier(CLASSIFIER, ADAM, new NetworkState(tensors)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot open the classifier: it has no place for tensor features.norm6.bias."
                + " Check that the weights were saved from this architecture.");
  }

  @Test
  void aTensorOfAnotherShapeIsRefusedByName() {
    NetworkState state =
        Samples.changed(
            weights(), "classifier.0.bias", bias -> new Tensor.Floats(new int[] {3}, new float[3]));
    assertThatThrownBy(() -> exact.classifier(CLASSIFIER, ADAM, state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot open the classifier: tensor classifier.0.bias is [3] and not [2]."
                + " Check that the weights were saved from this architecture.");
  }

  @Test
  void aPolicyOfAnotherEngineIsRefused() {
    Engine other = engine(Precision.DOUBLE);
    try (Classifier classifier = exact.classifier(CLASSIFIER, ADAM, 5L);
        MaskPolicy policy = other.policy(POLICY, ADAM, 6L)) {
      assertThatThrownBy(() -> classifier.fitThrough(policy, batch(2, 1), ACCUMULATE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot fit through the policy: it belongs to another engine."
                  + " Open both networks from one engine.");
    }
  }

  private static NetworkState.Optimiser optimiser(NetworkState state) {
    return Objects.requireNonNull(state.optimiser());
  }
}
