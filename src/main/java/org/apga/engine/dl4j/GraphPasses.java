package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apga.engine.Batch;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Losses;
import org.apga.engine.NormStatistics;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.apga.engine.dl4j.onednn.Output;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The passes of a network by Deeplearning4j's own operations. */
final class GraphPasses implements Passes {
  private final ComputationGraph graph;
  private final Precision precision;
  private final HostImages seen;
  private final @Nullable RunningStatistics running;

  /** Activations for a backward pass. */
  private Map<String, INDArray> kept = Map.of();

  private int images;

  /**
   * @param running of a classifier's batch norms, closed by this object; null for a policy
   */
  GraphPasses(
      ComputationGraph graph,
      Precision precision,
      HostImages seen,
      @Nullable RunningStatistics running) {
    this.graph = graph;
    this.precision = precision;
    this.seen = seen;
    this.running = running;
  }

  @Override
  public double[] forward(Batch batch) {
    release();
    INDArray x = seen.threeChannels(batch, precision);
    kept = graph.feedForward(new INDArray[] {x}, true, false);
    INDArray scores = Objects.requireNonNull(kept.get(UNetGraph.SCORES));
    return HostImages.drain(scores.dup('c'));
  }

  @Override
  public void backward(Batch batch, double[] byOutput) {
    INDArray epsilon =
        HostImages.array(
            byOutput, Layers.dataType(precision), batch.images(), 1, batch.height(), batch.width());
    graph.backpropGradient(epsilon);
    epsilon.close();
    release();
  }

  private void release() {
    if (!kept.isEmpty()) {
      graph.clear();
      kept.values().stream().filter(INDArray::closeable).forEach(INDArray::close);
      kept = Map.of();
    }
  }

  @Override
  public Losses backward(Batch batch, InputGradient wanted) {
    if (wanted == InputGradient.WANTED) {
      image().listen();
    }
    return backward(batch, DenseNetSpec.NORM_MOMENTUM);
  }

  /** Runs the backward pass as well, because Deeplearning4j updates running statistics in it. */
  @Override
  public void gather(Batch batch, double share) {
    backward(batch, share);
  }

  private Losses backward(Batch batch, double share) {
    INDArray x = seen.threeChannels(batch, precision);
    int classes = (int) graph.getParam(DenseNetGraph.HEAD + "_b").length();
    INDArray y = HostImages.oneHot(batch.labels(), classes, x.dataType());
    graph.setInputs(x);
    graph.setLabels(y);
    graph.computeGradientAndScore();
    graph.clear();
    x.close();
    y.close();
    images = batch.images();
    Objects.requireNonNull(running).move(images, share);
    LossLayer last = (LossLayer) graph.getLayer(DenseNetGraph.LOSS).conf().getLayer();
    return new Losses(graph.score(), ((SoftmaxCrossEntropy) last.getLossFn()).latest().images());
  }

  private TapVertex.Tap image() {
    return (TapVertex.Tap) graph.getVertex(DenseNetGraph.IMAGE);
  }

  @Override
  public double[] imageGradient() {
    double[] gradient = HostImages.drain(image().heard());
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= images;
    }
    return gradient;
  }

  @Override
  public List<Output> activations(Batch batch, NormStatistics statistics, List<String> vertices) {
    release();
    INDArray x = seen.threeChannels(batch, precision);
    INDArray[] outputs =
        graph.output(vertices, statistics == NormStatistics.BATCH, new INDArray[] {x}, null);
    x.close();
    List<Output> activations = new ArrayList<>();
    for (INDArray output : outputs) {
      boolean image = output.rank() == 4;
      int height = image ? (int) output.size(2) : 1;
      int width = image ? (int) output.size(3) : 1;
      activations.add(new Output(height, width, HostImages.drain(output)));
    }
    return activations;
  }

  @Override
  public void close() {
    release();
    if (running != null) {
      running.close();
    }
  }
}
