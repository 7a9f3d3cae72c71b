package org.apga.engine.dl4j;

import java.util.Map;
import java.util.Objects;
import org.apga.engine.Batch;
import org.apga.engine.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A policy on Deeplearning4j's own operations. */
final class GraphPolicyPasses implements PolicyPasses {
  private final ComputationGraph graph;
  private final Precision precision;
  private Map<String, INDArray> activations = Map.of();

  GraphPolicyPasses(ComputationGraph graph, Precision precision) {
    this.graph = graph;
    this.precision = precision;
  }

  @Override
  public double[] forward(Batch batch) {
    release();
    INDArray x = HostImages.threeChannels(batch, precision);
    activations = graph.feedForward(new INDArray[] {x}, true, false);
    INDArray scores = Objects.requireNonNull(activations.get(UNetGraph.SCORES));
    return HostImages.drain(scores.dup('c'));
  }

  @Override
  public void backward(Batch batch, double[] byScore) {
    INDArray epsilon =
        HostImages.array(
            byScore, Layers.dataType(precision), batch.images(), 1, batch.height(), batch.width());
    graph.backpropGradient(epsilon);
    epsilon.close();
    release();
  }

  @Override
  public void release() {
    if (!activations.isEmpty()) {
      graph.clear();
      activations.values().stream().filter(INDArray::closeable).forEach(INDArray::close);
      activations = Map.of();
    }
  }

  @Override
  public double[] scores(Batch batch) {
    release();
    INDArray x = HostImages.threeChannels(batch, precision);
    double[] scores = HostImages.drain(graph.output(false, x)[0]);
    x.close();
    return scores;
  }

  @Override
  public void weightsChanged() {}

  @Override
  public void close() {
    release();
  }
}
