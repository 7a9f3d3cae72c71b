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
 * cluster, and their input.
 *
 * <p>They compute by Deeplearning4j's operations and not by oneDNN plans, so probabilities differ
 * in the last bits of a float from those of a {@link Dl4jClassifier}. No result of a trial depends
 * on this class.
 */
public final class ServedGraphs {
  private ServedGraphs() {}

  /**
   * A classifier in evaluation mode; its output is probabilities, images x classes, with the loss
   * layer that an evaluation expects.
   *
   * @throws IllegalArgumentException if the weights do not fit the network
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
   * A batch with its labels, in the form that an evaluation expects: images x 3 x height x width.
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
