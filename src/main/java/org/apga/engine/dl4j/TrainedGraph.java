package org.apga.engine.dl4j;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.CrossEntropy;
import org.apga.engine.GradientCarry;
import org.apga.engine.Network;
import org.apga.engine.NetworkState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph with its optimiser: takes steps, and gives and takes its state in PyTorch's names.
 *
 * <p>Gradients are those of the mean loss; a backward pass leaves them in the graph's flat vector,
 * with 0 for running statistics, which it moves itself.
 */
class TrainedGraph implements Network {
  /** Pixels: the least that networks take. */
  private static final int MIDDLE = 32;

  final Dl4jEngine engine;
  final Passes passes;
  final HostImages images;
  private final String name;
  final ComputationGraph graph;
  private final FlatTensors layout;
  private final FlatAdam adam;

  /** The gradient that outlived its step. */
  private @Nullable INDArray carried;

  /**
   * @param loss of a classifier's steps, which {@code spec} has too
   * @throws IllegalArgumentException if the state does not fit
   */
  TrainedGraph(
      Dl4jEngine engine, GraphSpec spec, AdamSpec adam, CrossEntropy loss, NetworkState state) {
    new StateCheck(spec.name(), spec.parameters()).check(state);
    this.engine = engine;
    this.name = spec.name();
    this.images = new HostImages(state.input());
    this.graph = new ComputationGraph(spec.configuration());
    graph.init();
    graph.initGradientsView();
    this.layout = new FlatTensors(graph, spec.parameters(), engine.precision());
    this.adam = new FlatAdam(adam, layout, graph.params(), graph.getFlattenedGradients());
    restore(state);
    this.passes =
        engine
            .compile(graph, spec)
            .<Passes>map(compiled -> new PlanPasses(compiled, images, loss))
            .orElseGet(() -> new GraphPasses(graph, engine.precision(), images, statistics(spec)));
  }

  private @Nullable RunningStatistics statistics(GraphSpec spec) {
    return spec.norms()
        ? new RunningStatistics(graph, layout, spec.parameters(), spec.imageSize())
        : null;
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
      if (!optimiser.average().isEmpty()) {
        layout.writeParameters(optimiser.average(), adam.resumeAverage());
      }
    }
  }

  /** Adds the gradient that an earlier step left, if it did and that is wanted. */
  void addCarried(GradientCarry carry) {
    if (carry == GradientCarry.ACCUMULATE && carried != null) {
      graph.getFlattenedGradients().addi(carried);
    }
  }

  /** One step of Adam along the present gradient, which the next one may add. */
  void step(GradientCarry carry) {
    forget();
    if (carry == GradientCarry.ACCUMULATE) {
      carried = graph.getFlattenedGradients().dup();
    }
    adam.step();
    passes.weightsChanged();
  }

  private void forget() {
    if (carried != null) {
      carried.close();
      carried = null;
    }
  }

  /** A slice of the parameters, to be read. */
  INDArray parameter(String name) {
    return layout.slice(graph.params(), name);
  }

  /** Changes a slice of the parameters in place. */
  void edit(String name, Consumer<INDArray> change) {
    change.accept(parameter(name));
    passes.weightsChanged();
  }

  @Override
  public NetworkState state() {
    NetworkState.Optimiser optimiser = null;
    if (adam.steps() > 0 || carried != null) {
      INDArray average = adam.average();
      optimiser =
          new NetworkState.Optimiser(
              adam.steps(),
              layout.trained(adam.firstMoments()),
              layout.trained(adam.secondMoments()),
              carried == null ? Map.of() : layout.trained(carried),
              average == null ? Map.of() : layout.parameters(average));
    }
    return new NetworkState(layout.parameters(graph.params()), images.input(), optimiser);
  }

  @Override
  public void rate(double share) {
    adam.rate(share);
  }

  @Override
  public void exchangeAverage() {
    if (adam.exchangeAverage()) {
      passes.weightsChanged();
    }
  }

  @Override
  public Optional<String> flaw() {
    return adam.numbers()
        ? Optional.empty()
        : state().flaw().map(flaw -> "the " + name + "'s " + flaw);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Plans take NaN for 0. Deeplearning4j's own operations, whose rectifiers pass NaN on, tell of
   * the middle of the first image.
   */
  @Override
  public Optional<String> flawOn(Batch batch) {
    if (passes instanceof GraphPasses) {
      return Optional.empty();
    }
    INDArray x = images.threeChannels(batch.middle(MIDDLE), engine.precision());
    double[] output = HostImages.drain(graph.output(false, x)[0]);
    x.close();
    return Arrays.stream(output).allMatch(Double::isFinite)
        ? Optional.empty()
        : Optional.of("an activation of the " + name + " is NaN");
  }

  @Override
  public void close() {
    passes.close();
    forget();
    adam.close();
    graph.close();
  }
}
