package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.GradientCarry;
import org.apga.engine.ImportedWeights;
import org.apga.engine.InitialWeights;
import org.apga.engine.JointLoss;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.MaskedNorms;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Precision;
import org.apga.engine.RecipeFixture;
import org.apga.engine.Samples;
import org.apga.engine.Tensor;
import org.apga.engine.dl4j.torch.TorchEngine;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AdamW, clipping, moving averages, weighted losses and normalised images, against PyTorch. */
class RecipeTest {
  private static final DenseNetSpec SPEC = ofClasses(2);
  // Those of make_recipe.py.
  private static final AdamSpec ADAM = new AdamSpec(0.01, 0.9, 0.999, 1e-8, 0.2, 0.5, 0.8);
  private static final CrossEntropy LOSS = new CrossEntropy(List.of(1.5, 0.75), 0.1);
  private static final ClassifierSteps STEPS = new ClassifierSteps(ADAM, LOSS, MaskedNorms.SHARED);
  private static final int IMAGES = 6;
  private static final int[] OF_TWO = {0, 1, 1, 0, 1, 1};
  private static final int[] OF_FOUR = {0, 3, 1, 2, 3, 1};

  private static DenseNetSpec ofClasses(int classes) {
    return new DenseNetSpec(32, List.of(1, 2, 1, 1), 2, 4, 2, classes);
  }

  private static Engine engine(String name, Precision precision) {
    EngineChoice choice = new EngineChoice(name, Device.CPU, precision, 1);
    return choice.torch() ? new TorchEngine(choice, 0) : new Dl4jEngine(choice, 0);
  }

  private static Map<String, Tensor> stored(String path) throws IOException {
    NetworkState state =
        new WeightsFile("src/test/resources/" + path, new Configuration(false)).read().state();
    return ImportedWeights.classifier(SPEC, state, path).tensors();
  }

  private static Batch batch(int step, int[] labels) {
    int numbers = IMAGES * 32 * 32;
    double[] pixels = new double[numbers];
    for (int i = 0; i < numbers; i++) {
      long mixed = (i + (long) numbers * step) * 2654435761L & 0xffffffffL;
      pixels[i] = (mixed >> 24) / 255.0;
    }
    return new Batch(IMAGES, 32, 32, pixels, labels);
  }

  @ParameterizedTest
  @CsvSource({"dl4j, DOUBLE", "dl4j-torch, DOUBLE", "dl4j, FLOAT", "dl4j-torch, FLOAT"})
  void trainingByARecipeIsPytorchs(String name, Precision precision) throws IOException {
    NetworkState start =
        new NetworkState(stored("weights/densenet.npz"), Normalisation.IMAGENET, null);
    try (Engine engine = engine(name, precision)) {
      Classifier classifier = engine.classifier(SPEC, STEPS, start);
      int made = 0;
      for (JsonNode step : RecipeFixture.part("steps")) {
        classifier.rate(step.required("share").asDouble());
        assertThat(classifier.fit(batch(made, OF_TWO)))
            .isCloseTo(step.required("loss").asDouble(), within(bound(precision)));
        made++;
        // What is stored in between is all there is to know.
        NetworkState state = classifier.state();
        classifier.close();
        classifier = engine.classifier(SPEC, STEPS, state);
      }
      assertThat(made).isEqualTo(4);
      assertSame(classifier.state().tensors(), stored("recipe/after.npz"), precision);
      assertSame(
          Objects.requireNonNull(classifier.state().optimiser()).average(),
          stored("recipe/average.npz"),
          precision);

      double[] before = classifier.logits(batch(0, OF_TWO));
      classifier.exchangeAverage();
      assertSame(classifier.state().tensors(), stored("recipe/average.npz"), precision);
      assertThat(classifier.logits(batch(0, OF_TWO))).isNotEqualTo(before);
      classifier.exchangeAverage();
      assertThat(classifier.logits(batch(0, OF_TWO))).isEqualTo(before);
      classifier.close();
    }
  }

  /** The head of make_recipe.py: the last two scores are minus half of the first two. */
  private static Tensor headOfFour(Tensor two) {
    int[] shape = two.shape().clone();
    shape[0] = 4;
    return new Tensor.Doubles(
        shape,
        IntStream.range(0, 2 * two.size())
            .mapToDouble(i -> i < two.size() ? two.at(i) : -0.5 * two.at(i - two.size()))
            .toArray());
  }

  @ParameterizedTest
  @CsvSource({"dl4j, DOUBLE", "dl4j-torch, DOUBLE", "dl4j, FLOAT", "dl4j-torch, FLOAT"})
  void trainingOnFourClassesByARecipeIsPytorchs(String name, Precision precision)
      throws IOException {
    Map<String, Tensor> start = new LinkedHashMap<>(stored("weights/densenet.npz"));
    start.computeIfPresent("classifier.0.weight", (head, two) -> headOfFour(two));
    start.computeIfPresent("classifier.0.bias", (head, two) -> headOfFour(two));
    ClassifierSteps steps =
        new ClassifierSteps(
            ADAM,
            new CrossEntropy(List.of(1.5, 0.75, 0.5, 2.0), LOSS.smoothing()),
            MaskedNorms.SHARED);
    JsonNode four = RecipeFixture.part("four");
    try (Engine engine = engine(name, precision);
        Classifier classifier =
            engine.classifier(
                ofClasses(4), steps, new NetworkState(start, Normalisation.IMAGENET, null))) {
      int made = 0;
      for (JsonNode step : four.required("steps")) {
        classifier.rate(step.required("share").asDouble());
        assertThat(classifier.fit(batch(made, OF_FOUR)))
            .isCloseTo(step.required("loss").asDouble(), within(bound(precision)));
        made++;
      }
      assertThat(made).isEqualTo(4);
      // In float, weights whose gradients are rounding move scores by 0.02, of two classes too.
      if (precision == Precision.DOUBLE) {
        assertThat(classifier.logits(batch(0, OF_FOUR)))
            .containsExactly(
                RecipeFixture.numbers(four.required("logits")), within(bound(precision)));
      }
    }
  }

  private static void assertSame(
      Map<String, Tensor> is, Map<String, Tensor> wanted, Precision precision) {
    double[] differences = differences(is, wanted);
    // Adam makes whole steps of gradients that are rounding: in float some weights go their way.
    double difference =
        precision == Precision.DOUBLE
            ? Arrays.stream(differences).max().orElseThrow()
            : Arrays.stream(differences).average().orElseThrow();
    assertThat(difference).isLessThan(bound(precision));
  }

  private static double bound(Precision precision) {
    return precision == Precision.DOUBLE ? 1e-9 : 2e-4;
  }

  private static double[] differences(Map<String, Tensor> is, Map<String, Tensor> wanted) {
    assertThat(is.keySet()).containsExactlyElementsOf(wanted.keySet());
    return wanted.entrySet().stream()
        .flatMapToDouble(
            named -> {
              Tensor other = Objects.requireNonNull(is.get(named.getKey()));
              return IntStream.range(0, other.size())
                  .mapToDouble(i -> Math.abs(other.at(i) - named.getValue().at(i)));
            })
        .toArray();
  }

  @Test
  void theJointStepGoesThroughNormalisedImagesAlikeInBothEngines() {
    JointStep step = new JointStep(0.5, 0.6, GradientCarry.NONE);
    NetworkState start =
        InitialWeights.draw(Samples.CLASSIFIER, 1).withInput(Normalisation.IMAGENET);
    NetworkState mask =
        InitialWeights.draw(Samples.POLICY, 2).withInput(Normalisation.of(0.3, 0.2));
    Batch batch = Samples.batch(3, 5);
    JointLoss[] losses = new JointLoss[2];
    NetworkState[] after = new NetworkState[2];
    List<String> engines = List.of(EngineChoice.FITTING, EngineChoice.TORCH);
    for (int i = 0; i < 2; i++) {
      try (Engine engine = engine(engines.get(i), Precision.DOUBLE);
          Classifier classifier = engine.classifier(Samples.CLASSIFIER, Samples.ADAM, start);
          MaskPolicy policy = engine.policy(Samples.POLICY, AdamSpec.of(1e-3), mask)) {
        losses[i] = classifier.fitThrough(policy, batch, step);
        after[i] = policy.state();
      }
    }

    assertThat(losses[0].total()).isCloseTo(losses[1].total(), within(1e-10));
    assertSame(
        Objects.requireNonNull(after[0].optimiser()).firstMoments(),
        Objects.requireNonNull(after[1].optimiser()).firstMoments(),
        Precision.DOUBLE);
  }

  @Test
  void aNetworkThatAveragesNothingHasNothingToExchange() {
    try (Engine engine = engine(EngineChoice.FITTING, Precision.FLOAT);
        Classifier classifier = engine.classifier(Samples.CLASSIFIER, Samples.ADAM, 1)) {
      classifier.fit(Samples.batch(2, 1));
      double[] before = Samples.numbers(classifier.state());

      classifier.exchangeAverage();

      assertThat(Samples.numbers(classifier.state())).isEqualTo(before);
    }
  }
}
