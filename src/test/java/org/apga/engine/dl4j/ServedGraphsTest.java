package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.InitialWeights;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NetworkState;
import org.apga.engine.Precision;
import org.apga.engine.Samples;
import org.apga.engine.dl4j.ServedGraphs.Ending;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class ServedGraphsTest {
  private static final NetworkState CLASSIFIER = InitialWeights.draw(Samples.CLASSIFIER, 3);
  private static final NetworkState POLICY = InitialWeights.draw(Samples.POLICY, 3);

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
    try (Dl4jEngine engine = new Dl4jEngine(precision, 1);
        Classifier classifier = engine.classifier(Samples.CLASSIFIER, Samples.ADAM, CLASSIFIER)) {
      expected = classifier.probabilities(batch);
    }
    INDArray images = ServedGraphs.images(batch, precision);
    INDArray logits = classifier(precision, Ending.LOGITS).output(images)[0];
    INDArray probabilities = classifier(precision, Ending.PROBABILITIES).output(images)[0];

    assertThat(logits.shape()).containsExactly(5, 2);
    for (int i = 0; i < expected.length; i++) {
      assertThat(ServedGraphs.probability(logits.getRow(i, true)))
          .isCloseTo(expected[i], within(rounding));
      assertThat(probabilities.getDouble(i, 1)).isCloseTo(expected[i], within(rounding));
    }
  }

  private static ComputationGraph classifier(Precision precision, Ending ending) {
    return travelled(ServedGraphs.classifier(Samples.CLASSIFIER, precision, CLASSIFIER, ending));
  }

  @Test
  void aPolicyThatTravelledPointsWhereTheEnginesPoints() {
    Batch batch = Samples.batch(3, 2);
    Masks expected;
    try (Dl4jEngine engine = new Dl4jEngine(Precision.DOUBLE, 1);
        MaskPolicy policy = engine.policy(Samples.POLICY, Samples.ADAM, POLICY)) {
      expected = policy.masks(batch);
    }

    INDArray scores =
        travelled(ServedGraphs.policy(Samples.POLICY, Precision.DOUBLE, POLICY))
            .output(ServedGraphs.images(batch, Precision.DOUBLE))[0];
    Masks masks = ServedGraphs.masks(scores);

    assertThat(masks.images()).isEqualTo(3);
    assertThat(masks.height()).isEqualTo(Samples.SIZE);
    assertThat(Samples.largestDifference(masks.probabilities(), expected.probabilities()))
        .isLessThan(1e-12);
    // The scores stay as they are.
    assertThat(ServedGraphs.masks(scores).probabilities()).isEqualTo(masks.probabilities());
  }

  @Test
  void labelsStandWhereAnEvaluationLooksForThem() {
    DataSet labelled = ServedGraphs.labelled(Samples.batch(2, 1), Precision.FLOAT);

    assertThat(labelled.getFeatures().shape()).containsExactly(2, 3, Samples.SIZE, Samples.SIZE);
    assertThat(labelled.getLabels().data().asDouble()).containsExactly(1, 0, 0, 1);
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    assertThatThrownBy(
            () ->
                ServedGraphs.policy(
                    Samples.POLICY, Precision.FLOAT, new NetworkState(Map.of(), null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot open the policy: tensor encoder.0.weight is missing. Check that the weights"
                + " were saved from this architecture.");
  }
}
