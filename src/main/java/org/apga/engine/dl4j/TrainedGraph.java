package org.apga.engine.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.NetworkState;
import org.apga.engine.Parameter;
import org.apga.engine.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph with its optimiser: takes steps, and gives and takes its state in PyTorch's names.
 *
 * <p>Gradients are those of the mean loss; a backward pass leaves them in the graph's flat vector,
 * with 0 for running statistics, which it moves itself.
 */
final class TrainedGraph implements AutoCloseable {
  /** Pixels: the least that networks take. */
  private static final int MIDDLE = 32;

  private final ComputationGraph graph;
  private final Precision precision;
  private final FlatTensors layout;
  private final FlatAdam adam;
  private Runnable changed = () -> {};

  /** The gradient that outlived its step. */
  private @Nullable INDArray carried;

  TrainedGraph(
      ComputationGraphConfiguration configuration,
      List<Parameter> parameters,
      AdamSpec spec,
      Precision precision,
      NetworkState state) {
    this.graph = new ComputationGraph(configuration);
    graph.init();
    graph.initGradientsView();
    this.precision = precision;
    this.layout = new FlatTensors(graph, parameters, precision);
    this.adam = new FlatAdam(spec, graph.params(), graph.getFlattenedGradients());
    restore(state);
  }

  private void restore(NetworkState state) {
    layout.writeParameters(state.tensors(), graph.params());
    NetworkState.Optimiser optimiser = state.optimiser();
    if (optimiser != null) {
      adam.resume(Math.toIntExact(optimiser.steps()));
      layout.writeTrained(optimiser.firstMoments(), adam.firstMoments());
      layout.writeTrained(optimiser.secondMoments(), adam.secondMoments());
      if (!optimiser.carried().isEmpty()) {
        carried = graph.params().like();
        layout.writeTrained(optimiser.carried(), carried);
      }
    }
  }

  ComputationGraph graph() {
    return graph;
  }

  /** Where each tensor lies. */
  FlatTensors layout() {
    return layout;
  }

  private INDArray gradient() {
    return graph.getFlattenedGradients();
  }

  /** What to call after every change of the parameters. */
  void onChange(Runnable listener) {
    changed = listener;
  }

  /** Forgets the carried gradient. */
  void forget() {
    if (carried != null) {
      carried.close();
      carried = null;
    }
  }

  /** Carries the present gradient on. */
  void carry() {
    forget();
    carried = gradient().dup();
  }

  /** Adds the carried gradient, if there is one, to the present one. */
  void addCarried() {
    if (carried != null) {
      gradient().addi(carried);
    }
  }

  /** One step of Adam along the present gradient. */
  void step() {
    adam.step();
    changed.run();
  }

  /** A slice of the parameters, to be read. */
  INDArray parameter(String name) {
    return layout.slice(graph.params(), name);
  }

  /** Changes a slice of the parameters in place. */
  void edit(String name, Consumer<INDArray> change) {
    change.accept(parameter(name));
    changed.run();
  }

  NetworkState state() {
    NetworkState.Optimiser optimiser = null;
    if (adam.steps() > 0 || carried != null) {
      optimiser =
          new NetworkState.Optimiser(
              adam.steps(),
              layout.trained(adam.firstMoments()),
              layout.trained(adam.secondMoments()),
              carried == null ? Map.of() : layout.trained(carried));
    }
    return new NetworkState(layout.parameters(graph.params()), optimiser);
  }

  /** {@link NetworkState#flaw} after the last step. */
  Optional<String> flaw() {
    return adam.numbers() ? Optional.empty() : state().flaw();
  }

  /**
   * Whether the middle of the first image is a number to the network's end on Deeplearning4j's own
   * operations, whose rectifiers pass NaN on. Changes nothing.
   */
  boolean givesNumbers(Batch batch) {
    INDArray x = HostImages.threeChannels(batch.middle(MIDDLE), precision);
    double[] output = HostImages.drain(graph.output(false, x)[0]);
    x.close();
    return Arrays.stream(output).allMatch(Double::isFinite);
  }

  @Override
  public void close() {
    forget();
    adam.close();
    graph.close();
  }
}
