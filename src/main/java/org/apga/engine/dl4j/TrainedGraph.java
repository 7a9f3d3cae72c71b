package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apga.engine.NetworkState;
import org.apga.engine.Parameter;
import org.apga.engine.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph with its optimiser: takes steps, and gives and takes its state in PyTorch's names. */
final class TrainedGraph implements AutoCloseable {
  private final ComputationGraph graph;
  private final FlatTensors layout;
  private final Gradient gradient;
  private final List<Runnable> changeListeners = new ArrayList<>();
  private int steps;

  /** The mean gradient that outlived its step; running statistics are 0 in it. */
  private @Nullable INDArray carried;

  TrainedGraph(
      ComputationGraphConfiguration configuration,
      List<Parameter> parameters,
      Precision precision,
      NetworkState state) {
    this.graph = new ComputationGraph(configuration);
    graph.init();
    graph.initGradientsView();
    this.layout = new FlatTensors(graph, parameters, precision);
    this.gradient = new DefaultGradient(graph.getFlattenedGradients());
    restore(state);
  }

  private void restore(NetworkState state) {
    layout.writeParameters(state.tensors(), graph.params());
    NetworkState.Optimiser optimiser = state.optimiser();
    if (optimiser != null) {
      steps = Math.toIntExact(optimiser.steps());
      layout.writeMoments(optimiser.firstMoments(), optimiser.secondMoments(), moments());
      if (!optimiser.carried().isEmpty()) {
        carried = graph.params().like();
        layout.writeGradients(optimiser.carried(), carried);
      }
    }
  }

  ComputationGraph graph() {
    return graph;
  }

  private INDArray moments() {
    return graph.getUpdater().getStateViewArray();
  }

  /** The gradient of the backward pass that was just done, in the layout of the parameters. */
  private INDArray gradient() {
    return gradient.gradient();
  }

  /** What to call after every change of the parameters. */
  void onChange(Runnable listener) {
    changeListeners.add(listener);
  }

  private void changed() {
    changeListeners.forEach(Runnable::run);
  }

  /** A correction for each batch norm of a graph that computes by itself. */
  List<RunningVariance> runningVariances(List<Parameter> parameters, int imageSize) {
    return RunningVariance.of(graph, layout, parameters, imageSize);
  }

  /** Forgets the carried gradient. */
  void forget() {
    if (carried != null) {
      carried.close();
      carried = null;
    }
  }

  /**
   * Carries the mean of the present gradient on, without running statistics.
   *
   * @param images that the gradient is the sum over
   */
  void carry(int images) {
    forget();
    INDArray kept = gradient().dup();
    kept.divi(images);
    layout.clearRunningStatistics(kept);
    carried = kept;
  }

  /** Adds the carried gradient, if there is one, to the present one, a sum over {@code images}. */
  void addCarried(int images) {
    if (carried != null) {
      INDArray scaled = carried.mul(images);
      gradient().addi(scaled);
      scaled.close();
    }
  }

  /**
   * One step of Adam along the present gradient, and of the running statistics.
   *
   * @param images that the gradient is the sum over
   */
  void step(int images) {
    graph.getUpdater().update(gradient, steps, 0, images, LayerWorkspaceMgr.noWorkspaces());
    graph.params().subi(gradient.gradient());
    steps++;
    changed();
  }

  /** A slice of the parameters, to be read. */
  INDArray parameter(String name) {
    return layout.slice(graph.params(), name);
  }

  /** Changes a slice of the parameters in place. */
  void edit(String name, Consumer<INDArray> change) {
    change.accept(parameter(name));
    changed();
  }

  NetworkState state() {
    NetworkState.Optimiser optimiser = null;
    if (steps > 0 || carried != null) {
      optimiser =
          new NetworkState.Optimiser(
              steps,
              layout.moments(moments(), FlatTensors.Moment.FIRST),
              layout.moments(moments(), FlatTensors.Moment.SECOND),
              carried == null ? Map.of() : layout.gradients(carried));
    }
    return new NetworkState(layout.parameters(graph.params()), optimiser);
  }

  @Override
  public void close() {
    forget();
    graph.close();
  }
}
