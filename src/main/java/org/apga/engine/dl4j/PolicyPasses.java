package org.apga.engine.dl4j;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apga.engine.Batch;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.onednn.CompiledGraph;
import org.apga.engine.dl4j.onednn.CompiledGraph.Pass;
import org.apga.engine.dl4j.onednn.InputGradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Forward and backward through a policy, whatever computes them. */
interface PolicyPasses extends AutoCloseable {
  /**
   * A pass in training mode that {@link #backward} can follow, until scores are asked for.
   *
   * @return the scores, images x height x width
   */
  double[] forward(Batch batch);

  /**
   * Goes back through the last forward pass; the gradient stays in the graph's flat vector.
   *
   * @param byScore d loss / d score, images x height x width
   */
  void backward(Batch batch, double[] byScore);

  /** The scores alone; lets go of what the last forward pass kept. */
  double[] scores(Batch batch);

  /** To be called after every change of the weights. */
  default void weightsChanged() {}

  @Override
  void close();

  /** A policy on plans of oneDNN primitives. */
  final class OnPlans implements PolicyPasses {
    private final CompiledGraph graph;
    private @Nullable Pass last;

    OnPlans(CompiledGraph graph) {
      this.graph = graph;
    }

    @Override
    public double[] forward(Batch batch) {
      float[] images = HostImages.threeChannels(batch, batch.pixels());
      Pass pass = graph.train(batch.images(), images, InputGradient.UNWANTED);
      last = pass;
      return HostImages.doubles(pass.output().values());
    }

    @Override
    public void backward(Batch batch, double[] byScore) {
      Objects.requireNonNull(last).backward(HostImages.floats(byScore));
      last = null;
    }

    @Override
    public double[] scores(Batch batch) {
      last = null;
      float[] images = HostImages.threeChannels(batch, batch.pixels());
      return HostImages.doubles(graph.evaluate(batch.images(), images, Set.of()).output().values());
    }

    @Override
    public void weightsChanged() {
      graph.weightsChanged();
    }

    @Override
    public void close() {
      graph.close();
    }
  }

  /** A policy on Deeplearning4j's own operations. */
  final class OnGraph implements PolicyPasses {
    private final ComputationGraph graph;
    private final Precision precision;
    private Map<String, INDArray> activations = Map.of();

    OnGraph(ComputationGraph graph, Precision precision) {
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
              byScore,
              Layers.dataType(precision),
              batch.images(),
              1,
              batch.height(),
              batch.width());
      graph.backpropGradient(epsilon);
      epsilon.close();
      release();
    }

    private void release() {
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
    public void close() {
      release();
    }
  }
}
