package org.apga.engine;

import static org.apga.engine.Samples.ADAM;
import static org.apga.engine.Samples.CLASSIFIER;
import static org.apga.engine.Samples.batch;
import static org.apga.engine.Samples.largestDifference;
import static org.apga.engine.Samples.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apga.verify.ParityRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What batch norms make of masked images, and statistics that are gathered. */
public abstract class NormsContract {
  private static final Batch WHOLE = batch(4, 1);
  private static final Batch MASKED = WHOLE.kept(everyThird(), Fill.ZERO);

  /** The engine with one thread, on the calling thread. */
  protected abstract Engine engine(Precision precision);

  private static boolean[] everyThird() {
    boolean[] kept = new boolean[WHOLE.pixels().length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = i % 3 == 0;
    }
    return kept;
  }

  private static NetworkState weights() {
    return ParityRule.weights(CLASSIFIER.parameters(), "classifier.", 3);
  }

  private static Classifier open(Engine engine, MaskedNorms norms, NetworkState state) {
    return open(engine, ADAM, norms, state);
  }

  private static Classifier open(
      Engine engine, AdamSpec adam, MaskedNorms norms, NetworkState state) {
    return engine.classifier(
        CLASSIFIER, new ClassifierSteps(adam, CrossEntropy.PLAIN, norms), state);
  }

  private static Map<String, List<Double>> values(
      Map<String, Tensor> tensors, Predicate<String> which) {
    return tensors.entrySet().stream()
        .filter(named -> which.test(named.getKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, named -> values(named.getValue()), (a, b) -> a, TreeMap::new));
  }

  private static List<Double> values(Tensor tensor) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < tensor.size(); i++) {
      values.add(tensor.at(i));
    }
    return values;
  }

  private static boolean running(String tensor) {
    return tensor.contains(".running_");
  }

  private static boolean affine(String tensor) {
    return tensor.contains("norm") && !running(tensor);
  }

  private static NetworkState.OwnNorms own(NetworkState state) {
    return Objects.requireNonNull(state.optimiser()).masked();
  }

  /** A clean step and one on masked images. */
  private NetworkState afterTwoSteps(Precision precision, MaskedNorms norms) {
    try (Classifier classifier = open(engine(precision), norms, weights())) {
      classifier.fit(WHOLE);
      classifier.fitMasked(MASKED);
      return classifier.state();
    }
  }

  private NetworkState afterTheFirst(Precision precision, MaskedNorms norms) {
    try (Classifier classifier = open(engine(precision), norms, weights())) {
      classifier.fit(WHOLE);
      return classifier.state();
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, HELD", "FLOAT, SPLIT_STATISTICS", "DOUBLE, HELD", "DOUBLE, SPLIT_STATISTICS"})
  void aStepOnMaskedImagesMovesNoRunningStatisticsAndElseTheSame(
      Precision precision, MaskedNorms norms) {
    NetworkState state = afterTwoSteps(precision, norms);
    NetworkState shared = afterTwoSteps(precision, MaskedNorms.SHARED);

    assertThat(values(state.tensors(), NormsContract::running))
        .isEqualTo(values(afterTheFirst(precision, norms).tensors(), NormsContract::running))
        .isNotEqualTo(values(shared.tensors(), NormsContract::running));
    assertThat(values(state.tensors(), tensor -> !running(tensor)))
        .isEqualTo(values(shared.tensors(), tensor -> !running(tensor)));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void ownStatisticsOfMaskedImagesMoveInTheirPlace(Precision precision) {
    NetworkState.OwnNorms own = own(afterTwoSteps(precision, MaskedNorms.SPLIT_STATISTICS));

    assertThat(own.steps()).isZero();
    assertThat(own.tensors().keySet()).isNotEmpty().allMatch(NormsContract::running);
    assertThat(values(own.tensors(), NormsContract::running))
        .isNotEqualTo(values(weights().tensors(), NormsContract::running));
    assertThat(own.firstMoments()).isEmpty();
    assertThat(own(afterTwoSteps(precision, MaskedNorms.HELD)).tensors()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void splitNormsLeaveWholeImagesNormsToWholeImages(Precision precision) {
    NetworkState state = afterTwoSteps(precision, MaskedNorms.SPLIT);
    NetworkState first = afterTheFirst(precision, MaskedNorms.SPLIT);

    Predicate<String> norms = tensor -> affine(tensor) || running(tensor);
    assertThat(values(state.tensors(), norms)).isEqualTo(values(first.tensors(), norms));
    assertThat(values(state.tensors(), norms.negate()))
        .isNotEqualTo(values(first.tensors(), norms.negate()));
    assertThat(own(state).steps()).isOne();
    assertThat(values(own(state).tensors(), NormsContract::affine))
        .isNotEqualTo(values(weights().tensors(), NormsContract::affine));
    assertThat(own(state).firstMoments().keySet()).allMatch(NormsContract::affine);
  }

  @Test
  void splitNormsAreCountedApartByAdam() {
    NetworkState state = afterTwoSteps(Precision.DOUBLE, MaskedNorms.SPLIT);

    // A first step of Adam is the learning rate, whatever the gradient.
    String shift = "features.norm5.bias";
    double moved =
        Objects.requireNonNull(own(state).tensors().get(shift)).at(0)
            - Objects.requireNonNull(weights().tensors().get(shift)).at(0);
    assertThat(Math.abs(moved)).isCloseTo(ADAM.learningRate(), within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT, HELD", "FLOAT, SPLIT", "FLOAT, SPLIT_STATISTICS",
    "DOUBLE, HELD", "DOUBLE, SPLIT", "DOUBLE, SPLIT_STATISTICS"
  })
  void aRestoredClassifierGoesOnAsIfItHadNeverStopped(Precision precision, MaskedNorms norms) {
    Engine engine = engine(precision);
    try (Classifier classifier = open(engine, norms, weights())) {
      classifier.fit(WHOLE);
      classifier.fitMasked(MASKED);
      classifier.fit(batch(3, 2));
      try (Classifier restored = open(engine, norms, classifier.state())) {
        for (Classifier one : List.of(classifier, restored)) {
          one.fitMasked(MASKED);
          one.fit(WHOLE);
          one.fitMasked(MASKED);
        }
        assertThat(numbers(restored.state())).isEqualTo(numbers(classifier.state()));
        assertThat(values(own(restored.state()).tensors(), all -> true))
            .isEqualTo(values(own(classifier.state()).tensors(), all -> true));
        assertThat(restored.losses(MASKED, NormSet.MASKED, NormStatistics.RUNNING).images())
            .isEqualTo(classifier.losses(MASKED, NormSet.MASKED, NormStatistics.RUNNING).images());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"SHARED, true", "HELD, true", "SPLIT, false", "SPLIT_STATISTICS, false"})
  void maskedImagesAreLookedAtThroughTheirOwnNorms(MaskedNorms norms, boolean same) {
    try (Classifier classifier = open(engine(Precision.FLOAT), norms, weights())) {
      classifier.fit(WHOLE);
      classifier.fitMasked(MASKED);
      double[] before = numbers(classifier.state());

      double masked = classifier.losses(MASKED, NormSet.MASKED, NormStatistics.RUNNING).mean();
      double clean = classifier.losses(MASKED, NormSet.CLEAN, NormStatistics.RUNNING).mean();
      classifier.losses(MASKED, NormSet.MASKED, NormStatistics.BATCH);

      assertThat(masked == clean).isEqualTo(same);
      assertThat(numbers(classifier.state())).isEqualTo(before);
    }
  }

  @Test
  void lossesWithTheBatchsStatisticsAreThoseOfAStep() {
    try (Classifier classifier = open(engine(Precision.DOUBLE), MaskedNorms.SHARED, weights())) {
      Losses looked = classifier.losses(WHOLE, NormSet.CLEAN, NormStatistics.BATCH);
      Losses fitted = classifier.fit(WHOLE, NormSet.CLEAN, GradientCarry.NONE);

      assertThat(looked.mean()).isCloseTo(fitted.mean(), within(1e-12));
      assertThat(looked.images()).containsExactly(fitted.images(), within(1e-12));
      assertThat(Arrays.stream(fitted.images()).average().orElseThrow())
          .isCloseTo(fitted.mean(), within(1e-12));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void gatheringTouchesNoBitOfTraining(Precision precision) {
    Engine engine = engine(precision);
    List<Batch> clean = List.of(batch(4, 5), batch(4, 6), batch(4, 7));
    try (Classifier left = open(engine, MaskedNorms.SHARED, weights());
        Classifier looked = open(engine, MaskedNorms.SHARED, weights())) {
      left.fit(WHOLE);
      looked.fit(WHOLE);
      double[] running = looked.logits(WHOLE);
      looked.gatherStatistics(clean);
      double[] gathered = looked.logits(WHOLE);
      NetworkState kept = looked.state();
      looked.restoreStatistics();

      assertThat(largestDifference(gathered, running)).isGreaterThan(1e-3);
      assertThat(values(kept.tensors(), tensor -> !running(tensor)))
          .isEqualTo(values(left.state().tensors(), tensor -> !running(tensor)));
      assertThat(looked.logits(WHOLE)).isEqualTo(running);
      left.fit(batch(3, 2));
      looked.fit(batch(3, 2));
      assertThat(numbers(looked.state())).isEqualTo(numbers(left.state()));
    }
  }

  @Test
  void whatWasGatheredIsPutBackUntilTheNextStep() {
    List<Batch> clean = List.of(batch(4, 5), batch(4, 6));
    try (Classifier classifier = open(engine(Precision.FLOAT), MaskedNorms.SHARED, weights())) {
      double[] first = gathered(classifier, clean);
      assertThat(gathered(classifier, clean)).isEqualTo(first);
      assertThat(gathered(classifier, List.of(batch(4, 5)))).isNotEqualTo(first);
      classifier.fit(WHOLE);
      assertThat(gathered(classifier, clean)).isNotEqualTo(first);
    }
  }

  private static double[] gathered(Classifier classifier, List<Batch> clean) {
    classifier.gatherStatistics(clean);
    double[] numbers = numbers(classifier.state());
    classifier.restoreStatistics();
    return numbers;
  }

  @Test
  void statisticsOfOneBatchAreItsOwn() {
    // In double precision, and unbiased as a step moves them: ten times the move of the first step.
    try (Classifier classifier = open(engine(Precision.DOUBLE), MaskedNorms.SHARED, weights())) {
      classifier.gatherStatistics(List.of(WHOLE));
      NetworkState gathered = classifier.state();
      classifier.restoreStatistics();
      NetworkState before = classifier.state();
      classifier.fit(WHOLE);
      NetworkState after = classifier.state();
      for (String name : List.of("features.norm0.running_mean", "features.norm0.running_var")) {
        double was = Objects.requireNonNull(before.tensors().get(name)).at(1);
        double is = Objects.requireNonNull(after.tensors().get(name)).at(1);
        assertThat(Objects.requireNonNull(gathered.tensors().get(name)).at(1))
            .isCloseTo(was + (is - was) * 10, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, HELD", "FLOAT, SPLIT", "DOUBLE, HELD", "DOUBLE, SPLIT"})
  void theAverageOfWholeImagesNormsKnowsNothingOfMaskedOnes(
      Precision precision, MaskedNorms norms) {
    AdamSpec averaging = new AdamSpec(1e-3, 0.9, 0.999, 1e-8, 0, 0, 0.5);
    try (Classifier classifier = open(engine(precision), averaging, norms, weights())) {
      classifier.fit(WHOLE);
      classifier.fitMasked(MASKED);
      Map<String, Tensor> average =
          Objects.requireNonNull(classifier.state().optimiser()).average();
      // It stood where whole images' statistics did, and they have not moved since.
      assertThat(values(average, NormsContract::running))
          .isEqualTo(values(classifier.state().tensors(), NormsContract::running));
    }
  }

  @ParameterizedTest
  @EnumSource
  void singlePrecisionIsNearDoubleThroughEitherSetAndGathered(MaskedNorms norms) {
    double[] rough = told(Precision.FLOAT, norms);
    double[] fine = told(Precision.DOUBLE, norms);

    assertThat(largestDifference(rough, fine)).isPositive().isLessThan(1e-3);
  }

  /** Losses and scores along three steps, with running and with gathered statistics. */
  private double[] told(Precision precision, MaskedNorms norms) {
    try (Classifier classifier = open(engine(precision), norms, weights())) {
      List<Double> told = new ArrayList<>();
      told.add(classifier.fit(WHOLE));
      told.add(classifier.fitMasked(MASKED));
      told.add(classifier.losses(MASKED, NormSet.MASKED, NormStatistics.RUNNING).mean());
      told.add(classifier.losses(MASKED, NormSet.MASKED, NormStatistics.BATCH).mean());
      told.add(classifier.fit(WHOLE));
      told.add(classifier.loss(WHOLE));
      classifier.gatherStatistics(List.of(batch(8, 5), batch(8, 6)));
      for (double score : classifier.logits(WHOLE)) {
        told.add(score);
      }
      return told.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }
}
