package org.apga.engine.dl4j;

import org.apga.engine.Batch;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trained classifiers as Deeplearning4j's own graphs, for Deeplearning4j's own evaluation over a
 * cluster; and what goes into them.
 *
 * <p>They compute by Deeplearning4j's operations and not by plans of oneDNN: probabilities differ
 * in the last bits of a float from what a {@link Dl4jClassifier} says. Nothing here decides a
 * number.
 */
public final class ServedGraphs {
  private ServedGraphs() {}

  /**
   * A classifier in evaluation; it ends in probabilities, images x classes, with the loss that an
   * evaluation looks for.
   *
   * @throws IllegalArgumentException if the weights are another network's
   */
  public static ComputationGraph classifier(
      DenseNetSpec spec, Precision precision, NetworkState state) {
    NativeBackend.awaken(0);
    new StateCheck("classifier", spec.parameters()).check(state);
    ComputationGraph graph =
        new ComputationGraph(DenseNetGraph.configuration(spec, CrossEntropy.PLAIN, precision));
    graph.init();
    new FlatTensors(graph, spec.parameters(), precision)
        .writeParameters(state.tensors(), graph.params());
    return graph;
  }

  /**
   * A batch with its labels, as an evaluation takes it: images x 3 x height x width.
   *
   * @param spec of the classifier; labels are images x its classes
   * @param input of the classifier's state
   */
  public static DataSet labelled(
      Batch batch, DenseNetSpec spec, Normalisation input, Precision precision) {
    return new DataSet(
        new HostImages(input).threeChannels(batch, precision),
        HostImages.oneHot(batch.labels(), spec.classes(), Layers.dataType(precision)));
  }
}
