package org.apga.engine.dl4j.torch;

import static org.apga.engine.Samples.ADAM;
import static org.apga.engine.Samples.CLASSIFIER;
import static org.apga.engine.Samples.POLICY;
import static org.apga.engine.Samples.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.Device;
import org.apga.engine.DivergedException;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineDescription;
import org.apga.engine.Fill;
import org.apga.engine.GradientCarry;
import org.apga.engine.InitialWeights;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NetworkState;
import org.apga.engine.NormSet;
import org.apga.engine.NormStatistics;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Precision;
import org.apga.engine.Reinforcement;
import org.apga.engine.Samples;
import org.apga.engine.Tensor;
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.method.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorchEngineTest {
  private static final PolicyLossWeights WEIGHTS = new PolicyLossWeights(100, 0.1, 0.01);

  private static TorchEngine engine() {
    return new TorchEngine(new EngineChoice(EngineChoice.TORCH, Device.CPU, Precision.FLOAT, 1), 0);
  }

  @Test
  void itSaysWhatItComputesWith() {
    EngineDescription description = engine().description();
    assertThat(description.engine()).isEqualTo("dl4j-torch");
    assertThat(description.device()).isEqualTo("cpu");
    assertThat(description.deterministic()).isTrue();
    assertThat(description.versions()).containsEntry("libtorch", "2.10.0-1.5.13");
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(
            () ->
                new TorchEngine(
                    new EngineChoice(EngineChoice.TORCH, Device.CPU, Precision.FLOAT, 0), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot open the engine with 0 threads: it needs one or more.");
  }

  /**
   * Per step: the images and labels up, a byte a pixel where the host made a mask; numbers down.
   */
  @ParameterizedTest
  @EnumSource(Arm.class)
  void aStepsImagesCrossOnceAndFewNumbersComeBack(Arm arm) {
    GridConfig config = ConfigReader.read(Map.of("grid.parts", "[elbow]"));
    try (TorchEngine engine = engine();
        Classifier classifier = engine.classifier(CLASSIFIER, ADAM, 1L);
        Classifier frozen = engine.classifier(CLASSIFIER, ADAM, 1L);
        MaskPolicy policy = engine.policy(POLICY, ADAM, 1L)) {
      Method method = Method.of(arm, config, 1, classifier, policy, frozen);
      method.startEpoch(1);
      method.step(batch(4, 1));
      TorchDevice.Crossings before = engine.crossings();

      method.step(batch(4, 2));

      TorchDevice.Crossings after = engine.crossings();
      int pixels = 4 * Samples.SIZE * Samples.SIZE;
      boolean maskOfTheHost = arm == Arm.CUTOUT || arm == Arm.GRADCAM;
      assertThat(after.uploads() - before.uploads()).isEqualTo(maskOfTheHost ? 3 : 2);
      assertThat(after.uploadedBytes() - before.uploadedBytes())
          .isEqualTo(Float.BYTES * pixels + Long.BYTES * 4 + (maskOfTheHost ? pixels : 0));
      // Two scores an image with each loss, and what tells that masks are numbers.
      assertThat(after.downloadedBytes() - before.downloadedBytes()).isLessThan(400);
    }
  }

  /** What fresh networks say of a batch, and what comes out of a step of each kind. */
  private record Numbers(List<Double> before, List<Double> after) {}

  private static Numbers numbers(Precision precision) {
    try (Engine engine =
            new TorchEngine(new EngineChoice(EngineChoice.TORCH, Device.CPU, precision, 1), 0);
        Classifier classifier = engine.classifier(CLASSIFIER, ADAM, 1L);
        MaskPolicy policy = engine.policy(POLICY, ADAM, 2L)) {
      List<Double> before = looks(classifier, policy);
      Batch batch = batch(3, 1);
      classifier.fit(batch);
      policy.masks(batch);
      policy.reinforce(batch, Reinforcement.published(0.1, WEIGHTS));
      classifier.fitThrough(policy, batch, new JointStep(0.5, 0.6, GradientCarry.NONE));
      return new Numbers(before, looks(classifier, policy));
    }
  }

  private static List<Double> looks(Classifier classifier, MaskPolicy policy) {
    Batch batch = batch(3, 2);
    return List.of(
        classifier.loss(batch),
        classifier.logits(batch(1, 3))[0],
        classifier.activationMaps(batch, NormStatistics.BATCH).values()[0],
        policy.masks(batch).probabilities()[7]);
  }

  private static void near(List<Double> numbers, List<Double> expected, double tolerance) {
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).as("number %d", i).isCloseTo(expected.get(i), within(tolerance));
    }
  }

  @Test
  void bf16RepeatsToTheBitAndIsNearFloatButNotFloat() {
    Numbers inBf16 = numbers(Precision.BF16);

    assertThat(numbers(Precision.BF16)).isEqualTo(inBf16);
    assertThat(inBf16.after).isNotEqualTo(inBf16.before).allMatch(Double::isFinite);
    Numbers inFloat = numbers(Precision.FLOAT);
    assertThat(inBf16.before).isNotEqualTo(inFloat.before);
    near(inBf16.before, inFloat.before, 0.02);
  }

  @Test
  void channelsThatLieTogetherGiveTheSameNumbersToRounding() {
    Numbers usual = numbers(Precision.FLOAT);
    System.setProperty(TorchDevice.CHANNELS_LAST, "true");
    try {
      Numbers together = numbers(Precision.FLOAT);
      assertThat(numbers(Precision.FLOAT)).isEqualTo(together);
      near(together.before, usual.before, 1e-5);
    } finally {
      System.clearProperty(TorchDevice.CHANNELS_LAST);
    }
  }

  @Test
  void aStateGoesFromPlansToLibtorchAndBackToTheBit() {
    Batch batch = batch(3, 1);
    try (Engine plans =
            new Dl4jEngine(
                new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0);
        Engine torch = engine();
        Classifier classifier = plans.classifier(CLASSIFIER, ADAM, 5L);
        MaskPolicy policy = plans.policy(POLICY, ADAM, 6L)) {
      JointStep carrying = new JointStep(0.5, 0.6, GradientCarry.ACCUMULATE);
      classifier.fitThrough(policy, batch, carrying);
      classifier.fit(batch, NormSet.CLEAN, GradientCarry.ACCUMULATE);
      try (Classifier there = torch.classifier(CLASSIFIER, ADAM, classifier.state());
          MaskPolicy policyThere = torch.policy(POLICY, ADAM, policy.state())) {
        assertThat(all(there.state())).isEqualTo(all(classifier.state()));
        assertThat(all(policyThere.state())).isEqualTo(all(policy.state()));
        try (Classifier back = plans.classifier(CLASSIFIER, ADAM, there.state())) {
          assertThat(all(back.state())).isEqualTo(all(classifier.state()));
        }
      }
    }
  }

  private static Map<String, String> all(NetworkState state) {
    NetworkState.Optimiser optimiser = Objects.requireNonNull(state.optimiser());
    Map<String, String> all = new LinkedHashMap<>();
    all.put("steps", Long.toString(optimiser.steps()));
    add(all, "", state.tensors());
    add(all, "first ", optimiser.firstMoments());
    add(all, "second ", optimiser.secondMoments());
    add(all, "carried ", optimiser.carried());
    return all;
  }

  private static void add(Map<String, String> all, String kind, Map<String, Tensor> tensors) {
    tensors.forEach(
        (name, tensor) -> {
          StringBuilder bits = new StringBuilder();
          for (int i = 0; i < tensor.size(); i++) {
            bits.append(Float.floatToRawIntBits((float) tensor.at(i))).append(' ');
          }
          all.put(kind + name, bits.toString());
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void theStepThatLeavesATensorWithoutNumbersTellsItsName(Precision precision) {
    AdamSpec huge = AdamSpec.of(precision == Precision.FLOAT ? 1e30 : 1e300);
    try (Engine engine =
            new TorchEngine(new EngineChoice(EngineChoice.TORCH, Device.CPU, precision, 1), 0);
        Classifier classifier = engine.classifier(CLASSIFIER, huge, 1L);
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

  /** ATen's rectifier and pooling pass NaN on, so that scores show it. */
  @Test
  void aNumberThatIsNoneComesOutAsNoNumber() {
    NetworkState weights =
        Samples.changed(
            InitialWeights.draw(CLASSIFIER, 1),
            "features.denseblock1.denselayer1.norm1.weight",
            t -> new Tensor.Doubles(t.shape(), filled(t.size())));
    try (TorchEngine engine = engine();
        Classifier classifier = engine.classifier(CLASSIFIER, ADAM, weights)) {
      assertThat(classifier.logits(batch(1, 1))).containsOnly(Double.NaN);
      assertThatThrownBy(() -> classifier.probabilities(batch(1, 1)))
          .isInstanceOf(DivergedException.class);
    }
  }

  private static double[] filled(int size) {
    double[] values = new double[size];
    java.util.Arrays.fill(values, Double.NaN);
    return values;
  }

  @Test
  void masksThatThePolicyHasLetGoAreRefusedUnlessTheyWereReadBefore() {
    try (TorchEngine engine = engine();
        MaskPolicy policy = engine.policy(POLICY, ADAM, 1L)) {
      Masks read = policy.masks(batch(1, 1));
      double[] probabilities = read.probabilities();
      Masks unread = policy.masks(batch(1, 2));
      for (int i = 0; i < 4; i++) {
        policy.masks(batch(1, 3 + i));
      }
      assertThat(read.probabilities()).isEqualTo(probabilities);
      assertThatThrownBy(unread::probabilities)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot read these masks: their policy has computed others since. Read them"
                  + " earlier.");
    }
  }

  @Test
  void networksThatAreClosedGiveTheirMemoryBack() throws IOException {
    try (TorchEngine engine = engine()) {
      open(engine, 300);
      long before = residentKilobytes();
      open(engine, 1000);
      assertThat(residentKilobytes() - before).isLessThan(50_000);
    }
  }

  private static void open(Engine engine, int times) {
    NetworkState classifierWeights = InitialWeights.draw(CLASSIFIER, 1);
    NetworkState policyWeights = InitialWeights.draw(POLICY, 1);
    Batch batch = batch(1, 1);
    for (int i = 0; i < times; i++) {
      try (Classifier classifier = engine.classifier(CLASSIFIER, ADAM, classifierWeights);
          MaskPolicy policy = engine.policy(POLICY, ADAM, policyWeights)) {
        classifier.fitMasked(batch.keptWhere(policy.masks(batch), Fill.ZERO));
        policy.reinforce(batch, Reinforcement.published(0.1, WEIGHTS));
      }
    }
  }

  /** After a collection, which shrinks the Java heap to what it needs. */
  private static long residentKilobytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
