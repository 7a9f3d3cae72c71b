package org.apga.engine.dl4j.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apga.engine.dl4j.nodes.GraphReader;
import org.apga.engine.dl4j.nodes.GraphReader.Network;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.Planner.Purpose;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A graph that computes with oneDNN: forward, backward, and evaluation.
 *
 * <p>Parameters and gradients stay in the graph's flat vectors, so its updater, listeners and
 * serialisation work as before. A plan is made for each number of images when it is first needed;
 * the latest few are kept. Belongs to the thread that compiled it, and to the number of OpenMP
 * threads at that moment.
 */
public final class CompiledGraph implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CompiledGraph.class);

  /**
   * The plans that an epoch of end2end needs for its classifier: training with and without the
   * images' gradient, and evaluation, each for a whole batch and for the last one; evaluation of
   * the few images whose masks are kept; a pass that gathers statistics; and one spare.
   */
  private static final int PLANS = 9;

  private final Planner planner;
  private final Arena arena;
  private final Network network;
  private final LinkedHashMap<Purpose, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);
  private long weightsVersion;
  private boolean closed;

  private CompiledGraph(OneDnn library, ComputationGraph graph, Network network, Shape image) {
    this.network = network;
    this.arena = new Arena();
    this.planner = new Planner(library, network, new FlatVectors(graph), arena, image);
  }

  /**
   * Compiles an initialised graph of floats.
   *
   * @param identities vertices of the caller's own kind that return their input
   * @param visible inner vertices whose activations can be requested
   * @param imageSize height and width of its images, pixels
   * @return empty, with one line in the log, if oneDNN does not run here or does not support a
   *     vertex
   */
  public static Optional<CompiledGraph> of(
      ComputationGraph graph, Set<String> identities, Set<String> visible, int imageSize) {
    OneDnn library = OneDnn.library();
    if (library == null) {
      return Optional.empty();
    }
    try {
      Shape image = new Shape(1, 3, imageSize, imageSize);
      return Optional.of(of(library, graph, identities, visible, image));
    } catch (UnknownVertexException e) {
      LOG.info("A network runs on Deeplearning4j's own operations: {}.", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The library that runs plans here, such as {@code oneDNN 2.5.2, 16 channels a block}; empty if
   * there is none.
   */
  public static Optional<String> library() {
    return Optional.ofNullable(OneDnn.library()).map(OneDnn::toString);
  }

  /** The same for images of any shape; {@code image} is the shape of one image. */
  static CompiledGraph of(
      OneDnn library,
      ComputationGraph graph,
      Set<String> identities,
      Set<String> visible,
      Shape image)
      throws UnknownVertexException {
    Network network = GraphReader.read(graph, identities, visible);
    return new CompiledGraph(library, graph, network, image);
  }

  /** To be called after every change of the parameters except by a backward pass. */
  public void weightsChanged() {
    weightsVersion++;
  }

  /**
   * A pass in training mode that {@link Pass#backward} can follow.
   *
   * @param images n x 3 x height x width, row-major
   */
  public Pass train(int count, float[] images, InputGradient inputGradient) {
    return run(new Purpose(count, Mode.TRAINING, inputGradient, Set.of()), images);
  }

  /** A pass in training mode that only computes activations. */
  public Pass observe(int count, float[] images, Set<String> vertices) {
    return run(new Purpose(count, Mode.OBSERVING, InputGradient.UNWANTED, vertices), images);
  }

  /**
   * A pass in training mode that only updates the running statistics.
   *
   * @param share weight of the batch's statistics in the running ones
   */
  public void gather(int count, float[] images, double share) {
    planner.vectors().share(share);
    run(new Purpose(count, Mode.GATHERING, InputGradient.UNWANTED, Set.of()), images);
    weightsVersion++;
  }

  /** A pass in evaluation mode. */
  public Pass evaluate(int count, float[] images, Set<String> vertices) {
    return run(new Purpose(count, Mode.EVALUATING, InputGradient.UNWANTED, vertices), images);
  }

  private Pass run(Purpose purpose, float[] images) {
    if (closed) {
      throw new IllegalStateException("Cannot compute: the graph is closed.");
    }
    Plan plan = plans.get(purpose);
    if (plan == null) {
      plan = planner.plan(purpose);
      plans.put(purpose, plan);
      if (plans.size() > PLANS) {
        Map.Entry<Purpose, Plan> oldest = plans.entrySet().iterator().next();
        plans.remove(oldest.getKey());
        oldest.getValue().close();
      }
    }
    plan.forward(images, weightsVersion);
    return new Pass(plan);
  }

  /** Purposes for which there is a plan. */
  Set<Purpose> planned() {
    return Set.copyOf(plans.keySet());
  }

  /** The results of a forward pass; the next pass of the same graph overwrites them. */
  public final class Pass {
    private final Plan plan;

    private Pass(Plan plan) {
      this.plan = plan;
    }

    /** The output of the graph, before a loss. */
    public Output output() {
      return plan.output(network.output());
    }

    /** The activation of a requested vertex. */
    public Output output(String vertex) {
      return plan.output(vertex);
    }

    /**
     * Computes the gradients of a loss in the graph's flat vector and updates the running
     * statistics.
     *
     * @param error the gradient of the loss with respect to {@link #output()}
     */
    public void backward(float[] error) {
      plan.backward(error);
      weightsVersion++;
    }

    /** The gradient of the images after {@link #backward}: n x 3 x height x width. */
    public double[] inputGradient() {
      return plan.inputGradient();
    }
  }

  @Override
  public void close() {
    closed = true;
    plans.values().forEach(Plan::close);
    plans.clear();
    arena.close();
  }
}
