package org.apga.engine.dl4j;

import java.util.List;
import org.apga.engine.Batch;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Masks;
import org.apga.engine.NetworkState;
import org.apga.engine.Parameter;
import org.apga.engine.Precision;
import org.apga.engine.Softmax;
import org.apga.engine.UNetSpec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trained networks as Deeplearning4j's own graphs, for Deeplearning4j's own tools, such as those
 * that spread a forward pass over a cluster; and what goes into them and comes out.
 *
 * <p>They compute by Deeplearning4j's operations and not by plans of oneDNN: logits differ in the
 * last bits of a float from what a {@link Dl4jClassifier} says. Nothing here decides a number of a
 * trial.
 */
public final class ServedGraphs {
  /** MURA's classes: normal, abnormal. */
  public static final int CLASSES = 2;

  private ServedGraphs() {}

  /** What a served classifier ends in. */
  public enum Ending {
    /** Images x classes, before softmax. */
    LOGITS(DenseNetGraph.HEAD),
    /** Images x classes, behind softmax, with the loss that an evaluation looks for. */
    PROBABILITIES("loss");

    private final String vertex;

    Ending(String vertex) {
      this.vertex = vertex;
    }
  }

  /**
   * A classifier in evaluation.
   *
   * @throws IllegalArgumentException if the weights are another network's
   */
  public static ComputationGraph classifier(
      DenseNetSpec spec, Precision precision, NetworkState state, Ending ending) {
    new StateCheck("classifier", spec.parameters()).check(state);
    ComputationGraphConfiguration configuration = DenseNetGraph.configuration(spec, precision);
    configuration.setNetworkOutputs(List.of(ending.vertex));
    return graph(configuration, spec.parameters(), precision, state);
  }

  /**
   * A policy in evaluation; it ends in scores, images x 1 x height x width.
   *
   * @throws IllegalArgumentException if the weights are another network's
   */
  public static ComputationGraph policy(UNetSpec spec, Precision precision, NetworkState state) {
    new StateCheck("policy", spec.parameters()).check(state);
    return graph(UNetGraph.configuration(spec, precision), spec.parameters(), precision, state);
  }

  private static ComputationGraph graph(
      ComputationGraphConfiguration configuration,
      List<Parameter> parameters,
      Precision precision,
      NetworkState state) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    new FlatTensors(graph, parameters, precision).writeParameters(state.tensors(), graph.params());
    return graph;
  }

  /** A batch as the networks take it: images x 3 x height x width. */
  public static INDArray images(Batch batch, Precision precision) {
    return HostImages.threeChannels(batch, precision);
  }

  /** A batch with its labels, as an evaluation takes it. */
  public static DataSet labelled(Batch batch, Precision precision) {
    return new DataSet(
        images(batch, precision),
        HostImages.oneHot(batch.labels(), CLASSES, Layers.dataType(precision)));
  }

  /**
   * The probability of being abnormal, in double precision, as training computes it.
   *
   * @param logits 1 x classes; stays as it is
   */
  public static double probability(INDArray logits) {
    return Softmax.ofClassOne(HostImages.drain(logits.dup('c')), 1)[0];
  }

  /**
   * What a policy points at.
   *
   * @param scores images x 1 x height x width; stays as it is
   */
  public static Masks masks(INDArray scores) {
    return Masks.of(
        (int) scores.size(0),
        (int) scores.size(2),
        (int) scores.size(3),
        PolicyLoss.sigmoid(HostImages.drain(scores.dup('c'))));
  }
}
