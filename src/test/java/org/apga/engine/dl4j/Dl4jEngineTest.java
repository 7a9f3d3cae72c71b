package org.apga.engine.dl4j;

import static org.apga.engine.Samples.ADAM;
import static org.apga.engine.Samples.CLASSIFIER;
import static org.apga.engine.Samples.POLICY;
import static org.apga.engine.Samples.batch;
import static org.apga.engine.Samples.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.CrossEntropy;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineDescription;
import org.apga.engine.Fill;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class Dl4jEngineTest {

  @Test
  void itSaysWhatItComputesWith() {
    EngineDescription description =
        new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 2), 0)
            .description();
    assertThat(description.engine()).isEqualTo("dl4j");
    assertThat(description.device()).isEqualTo("cpu");
    assertThat(description.threads()).isEqualTo(2);
    assertThat(description.deterministic()).isTrue();
    assertThat(description.versions())
        .containsEntry("deeplearning4j", "1.0.0-M2.1")
        .containsEntry("nd4j", "1.0.0-M2.1")
        .containsEntry("oneDNN", "awake")
        .containsEntry("instruction set", NativeBackend.instructionSet());
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(
            () ->
                new Dl4jEngine(
                    new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 0), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot open the engine with 0 threads: it needs one or more.");
  }

  @Test
  void twoTrainingsInTwoThreadsComputeWhatEachWouldAlone() {
    double[] first = train(1);
    double[] second = train(2);
    assertThat(train(1)).isEqualTo(first);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CompletableFuture<double[]> left = CompletableFuture.supplyAsync(() -> train(1), threads);
      CompletableFuture<double[]> right = CompletableFuture.supplyAsync(() -> train(2), threads);
      assertThat(left.join()).isEqualTo(first);
      assertThat(right.join()).isEqualTo(second);
    } finally {
      threads.shutdown();
    }
  }

  /** A few steps of each kind; the weights of both networks. */
  private static double[] train(long seed) {
    try (Engine engine =
            new Dl4jEngine(
                new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0);
        Classifier classifier = engine.classifier(CLASSIFIER, ADAM, seed);
        MaskPolicy policy = engine.policy(POLICY, ADAM, seed)) {
      for (int i = 0; i < 4; i++) {
        Batch batch = batch(4, seed + i);
        classifier.fit(batch);
        classifier.fitThrough(policy, batch, new JointStep(0.5, 0.6, GradientCarry.NONE));
        classifier.fitMasked(batch.keptWhere(policy.masks(batch), Fill.ZERO));
      }
      double[] left = numbers(classifier.state());
      double[] right = numbers(policy.state());
      double[] both = Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, both, left.length, right.length);
      return both;
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aClosedNetworkGivesItsMemoryBack() throws IOException {
    for (int i = 0; i < 2; i++) {
      train(1);
    }
    long before = residentKilobytes();
    for (int i = 0; i < 8; i++) {
      train(1);
    }
    assertThat(residentKilobytes() - before).isLessThan(100_000);
  }

  private static long residentKilobytes() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    return status.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNetworkMayBeClosedTwice() {
    Classifier classifier =
        new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0)
            .classifier(CLASSIFIER, ADAM, 1L);
    classifier.close();
    assertThatCode(classifier::close).doesNotThrowAnyException();
  }

  @Test
  void whatIsOursInAConfigurationSurvivesJson() {
    ComputationGraphConfiguration restored =
        ComputationGraphConfiguration.fromJson(
            DenseNetGraph.configuration(CLASSIFIER, CrossEntropy.PLAIN, Precision.FLOAT).toJson());
    assertThat(restored.getVertices().get(DenseNetGraph.IMAGE)).isInstanceOf(TapVertex.class);
    LayerVertex vertex = (LayerVertex) Objects.requireNonNull(restored.getVertices().get("loss"));
    LossLayer loss = (LossLayer) vertex.getLayerConf().getLayer();
    assertThat(loss.getLossFn()).isInstanceOf(SoftmaxCrossEntropy.class);
  }
}
