package org.apga.engine.dl4j;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apga.engine.Batch;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.GradientCarry;
import org.apga.engine.MaskedNorms;
import org.apga.engine.Network;
import org.apga.engine.NetworkState;
import org.apga.engine.NormSet;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph with its optimiser: makes steps, and exports and restores its state with PyTorch's names.
 *
 * <p>Gradients are those of the mean loss; a backward pass leaves them in the graph's flat vector,
 * with 0 for running statistics, which it updates itself.
 */
class TrainedGraph implements Network {
  /** Height and width in pixels: the smallest that the networks accept. */
  private static final int MIDDLE = 32;

  final Dl4jEngine engine;
  final Passes passes;
  final HostImages images;
  private final String name;
  final ComputationGraph graph;
  private final FlatTensors layout;
  private final FlatAdam adam;

  private final @Nullable OwnNorms masked;
  private final FlatRuns statistics;

  /** The gradient to carry over to a later step. */
  private @Nullable INDArray carried;

  /** The running statistics while gathered ones are in their place. */
  private double @Nullable [] replaced;

  /** The statistics gathered since the last step, and the batches they were gathered from. */
  private double[] gathered = {};

  private @Nullable Iterable<Batch> gatheredOver;

  /**
   * @param steps of a classifier, with the same loss as {@code spec}; of a policy only Adam is used
   * @throws IllegalArgumentException if the state does not fit
   */
  TrainedGraph(Dl4jEngine engine, GraphSpec spec, ClassifierSteps steps, NetworkState state) {
    new StateCheck(spec.name(), spec.parameters()).check(state);
    this.engine = engine;
    this.name = spec.name();
    this.images = new HostImages(state.input());
    this.graph = new ComputationGraph(spec.configuration());
    graph.init();
    graph.initGradientsView();
    this.layout = new FlatTensors(graph, spec.parameters(), engine.precision());
    this.adam = new FlatAdam(steps.adam(), layout, graph.params(), graph.getFlattenedGradients());
    restore(state);
    this.masked = masked(steps.masked(), state);
    this.statistics = FlatRuns.of(NormPlaces.statistics(layout.places()));
    this.passes =
        engine
            .compile(graph, spec)
            .<Passes>map(compiled -> new PlanPasses(compiled, images, steps.loss()))
            .orElseGet(() -> new GraphPasses(graph, engine.precision(), images, statistics(spec)));
  }

  private @Nullable OwnNorms masked(MaskedNorms kind, NetworkState state) {
    if (kind == MaskedNorms.SHARED) {
      return null;
    }
    NormPlaces places = NormPlaces.ofMasked(kind, layout.places());
    if (kind.ownAffine()) {
      adam.countApart(FlatRuns.of(places));
    }
    NetworkState.Optimiser optimiser = state.optimiser();
    return new OwnNorms(
        kind,
        places,
        graph.params(),
        adam,
        optimiser == null ? NetworkState.OwnNorms.NONE : optimiser.masked());
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

  /** Adds the gradient of an earlier step if it was kept and {@code carry} requires it. */
  void addCarried(GradientCarry carry) {
    if (carry == GradientCarry.ACCUMULATE && carried != null) {
      graph.getFlattenedGradients().addi(carried);
    }
  }

  /**
   * One step of Adam along the present gradient, which is kept for the next if {@code carry}
   * requires it.
   */
  void step(GradientCarry carry) {
    forget();
    gatheredOver = null;
    if (carry == GradientCarry.ACCUMULATE) {
      carried = graph.getFlattenedGradients().dup();
    }
    adam.step(masked == null ? 1 : masked.nextStep(adam.steps()));
    passes.weightsChanged();
  }

  /** Runs work that makes a step with a set of norms. */
  <T> T stepping(NormSet norms, Supplier<T> work) {
    if (masked == null || norms == NormSet.CLEAN) {
      return work.get();
    }
    T result = masked.stepping(work);
    passes.weightsChanged();
    return result;
  }

  /** Runs work with a set of norms that changes nothing. */
  <T> T looking(NormSet norms, Supplier<T> work) {
    if (masked == null || norms == NormSet.CLEAN) {
      return work.get();
    }
    T result = masked.looking(passes::weightsChanged, work);
    passes.weightsChanged();
    return result;
  }

  /** Replaces the running statistics by those of these batches. */
  public void gatherStatistics(Iterable<Batch> clean) {
    if (replaced != null) {
      throw new IllegalStateException(
          "Cannot gather statistics: they were gathered already. Restore them first.");
    }
    double[] running = statistics.read(graph.params());
    if (clean == gatheredOver) {
      statistics.write(graph.params(), gathered);
    } else {
      gather(clean, running);
      gathered = statistics.read(graph.params());
      gatheredOver = clean;
    }
    replaced = running;
    passes.weightsChanged();
  }

  private void gather(Iterable<Batch> clean, double[] running) {
    statistics.write(graph.params(), new double[running.length]);
    int seen = 0;
    for (Batch batch : clean) {
      seen++;
      passes.gather(batch, 1.0 / seen);
    }
    if (seen == 0) {
      statistics.write(graph.params(), running);
    }
  }

  /** Restores the running statistics. */
  public void restoreStatistics() {
    if (replaced != null) {
      statistics.write(graph.params(), replaced);
      replaced = null;
      passes.weightsChanged();
    }
  }

  private void forget() {
    if (carried != null) {
      carried.close();
      carried = null;
    }
  }

  /** A slice of the parameters, for reading. */
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
              average == null ? Map.of() : layout.parameters(average),
              masked == null ? NetworkState.OwnNorms.NONE : masked.state());
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
   * <p>oneDNN plans treat NaN as 0. Deeplearning4j's own operations, whose rectifiers propagate
   * NaN, check the middle of the first image.
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
