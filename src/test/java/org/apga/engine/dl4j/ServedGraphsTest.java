package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.InitialWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Precision;
import org.apga.engine.Samples;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class ServedGraphsTest {
  private static final NetworkState CLASSIFIER = InitialWeights.draw(Samples.CLASSIFIER, 3);

  /** What Deeplearning4j's Spark tools do with a graph: its configuration travels as JSON. */
  private static ComputationGraph travelled(ComputationGraph graph) {
    ComputationGraph there =
        new ComputationGraph(
            ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson()));
    there.init();
    there.setParams(graph.params());
    return there;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aClassifierThatTravelledSaysWhatTheEngineSays(Precision precision) {
    double rounding = precision == Precision.FLOAT ? 1e-5 : 1e-12;
    Batch batch = Samples.batch(5, 1);
    double[] expected;
    try (Dl4jEngine engine =
            new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, precision, 1), 0);
        Classifier classifier = engine.classifier(Samples.CLASSIFIER, Samples.ADAM, CLASSIFIER)) {
      expected = classifier.probabilities(batch);
    }
    INDArray probabilities =
        travelled(ServedGraphs.classifier(Samples.CLASSIFIER, precision, CLASSIFIER))
            .output(
                ServedGraphs.labelled(batch, Samples.CLASSIFIER, Normalisation.NONE, precision)
                    .getFeatures())[0];

    assertThat(probabilities.shape()).containsExactly(5, 2);
    for (int i = 0; i < expected.length; i++) {
      assertThat(probabilities.getDouble(i / 2, i % 2)).isCloseTo(expected[i], within(rounding));
    }
  }

  @Test
  void labelsStandWhereAnEvaluationLooksForThem() {
    DataSet labelled =
        ServedGraphs.labelled(
            Samples.batch(2, 1), Samples.CLASSIFIER, Normalisation.NONE, Precision.FLOAT);

    assertThat(labelled.getFeatures().shape()).containsExactly(2, 3, Samples.SIZE, Samples.SIZE);
    assertThat(labelled.getLabels().data().asDouble()).containsExactly(1, 0, 0, 1);
  }

  @Test
  void anEvaluationOfFourClassesCountsCallsAndLabelsOfEach() {
    DenseNetSpec four = new DenseNetSpec(Samples.SIZE, List.of(1, 2, 1, 1), 3, 6, 2, 4);
    NetworkState weights = InitialWeights.draw(four, 3);
    Batch images = Samples.batch(9, 1);
    int[] labels = {3, 0, 1, 2, 3, 3, 2, 0, 1};
    Batch batch = new Batch(9, Samples.SIZE, Samples.SIZE, images.pixels(), labels);
    double[] logits;
    try (Dl4jEngine engine =
            new Dl4jEngine(
                new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0);
        Classifier classifier = engine.classifier(four, Samples.ADAM, weights)) {
      logits = classifier.logits(batch);
    }
    DataSet labelled = ServedGraphs.labelled(batch, four, Normalisation.NONE, Precision.FLOAT);

    Evaluation evaluation = new Evaluation(four.classes());
    evaluation.eval(
        labelled.getLabels(),
        travelled(ServedGraphs.classifier(four, Precision.FLOAT, weights))
            .output(labelled.getFeatures())[0]);

    int[][] counted = new int[4][4];
    for (int i = 0; i < labels.length; i++) {
      int image = i * 4;
      int top =
          IntStream.range(0, 4)
              .boxed()
              .max(Comparator.comparingDouble(c -> logits[image + c]))
              .orElseThrow();
      counted[labels[i]][top]++;
    }
    for (int label = 0; label < 4; label++) {
      for (int called = 0; called < 4; called++) {
        assertThat(evaluation.getConfusionMatrix().getCount(label, called))
            .as("label %d, called %d", label, called)
            .isEqualTo(counted[label][called]);
      }
    }
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    assertThatThrownBy(
            () ->
                ServedGraphs.classifier(
                    Samples.CLASSIFIER, Precision.FLOAT, new NetworkState(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot open the classifier: tensor features.conv0.weight is missing. Check that the weights were"
                + " saved from this architecture.");
  }
}
