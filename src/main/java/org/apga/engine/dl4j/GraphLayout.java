package org.apga.engine.dl4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.NetworkState;
import org.apga.engine.Parameter;
import org.apga.engine.Precision;
import org.apga.engine.Tensor;
import org.apga.engine.UNetSpec;
import org.apga.engine.dl4j.nodes.GraphReader;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Deeplearning4j graph for other executors: its nodes, and the places of its tensors in a flat
 * vector of all parameters, whose layout gradients and moments share.
 *
 * @param name the name of the network in messages
 * @param nodes the operations, in order
 * @param length elements of a flat vector
 * @param views parts of the vector, by Deeplearning4j's names ({@code features.conv0_W})
 * @param places of PyTorch's tensors, in their order
 */
public record GraphLayout(
    String name,
    GraphReader.Network nodes,
    int length,
    Map<String, View> views,
    List<Place> places) {
  /** The last feature map of a classifier, after its rectifier: n x channels x h x w. */
  public static final String FEATURES = DenseNetGraph.FEATURES;

  /** The logits of a classifier, n x classes; also the name of its last layer. */
  public static final String HEAD = DenseNetGraph.HEAD;

  /** The scores of a policy, n x 1 x h x w; also the name of its last layer. */
  public static final String SCORES = UNetGraph.SCORES;

  /**
   * A tensor in the shape that a layer uses, row-major.
   *
   * @param trained whether it has a gradient
   */
  public record View(long offset, long[] shape, boolean trained) {}

  /** The offset of a tensor; its elements follow in PyTorch's order. */
  public record Place(Parameter parameter, int offset) {
    /** The place of a tensor, by PyTorch's name. */
    public static Place find(List<Place> places, String name) {
      return places.stream()
          .filter(place -> place.parameter.name().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException("Cannot find tensor " + name + ": there is none."));
    }

    /**
     * All tensors of a flat vector.
     *
     * @param vector its elements
     * @param trainedOnly whether running statistics are left out
     */
    public static Map<String, Tensor> tensors(
        List<Place> places, Tensor vector, boolean trainedOnly) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Place place : places) {
        Parameter of = place.parameter;
        if (of.trained() || !trainedOnly) {
          tensors.put(of.name(), vector.slice(place.offset, of.shape()));
        }
      }
      return tensors;
    }
  }

  /** The layout of a classifier. */
  public static GraphLayout of(DenseNetSpec spec, Precision precision) {
    return of(GraphSpec.of(spec, CrossEntropy.PLAIN, precision));
  }

  /** The layout of a policy. */
  public static GraphLayout of(UNetSpec spec, Precision precision) {
    return of(GraphSpec.of(spec, precision));
  }

  /**
   * Checks that a state fits.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void check(NetworkState state) {
    new StateCheck(name, places.stream().map(Place::parameter).toList()).check(state);
  }

  private static GraphLayout of(GraphSpec spec) {
    ComputationGraph graph = new ComputationGraph(spec.configuration());
    graph.init();
    try {
      INDArray vector = graph.params();
      Map<String, View> views = new TreeMap<>();
      for (Map.Entry<String, INDArray> entry : graph.paramTable().entrySet()) {
        String key = entry.getKey();
        long[] shape = entry.getValue().shape();
        boolean dense = shape.length == 2 && key.endsWith("_W");
        views.put(
            key,
            new View(
                entry.getValue().offset() - vector.offset(),
                shape.length == 4
                    ? shape
                    // Dense weights are stored column by column; vectors have a leading 1.
                    : dense
                        ? new long[] {shape[1], shape[0]}
                        : new long[] {entry.getValue().length()},
                !key.endsWith("_mean") && !key.endsWith("_var")));
      }
      return new GraphLayout(
          spec.name(),
          GraphReader.read(graph, spec.identities(), spec.visible()),
          Math.toIntExact(vector.length()),
          views,
          new FlatTensors(graph, spec.parameters(), Precision.FLOAT).places());
    } catch (UnknownVertexException e) {
      throw new IllegalStateException("Cannot read a network of ours: a vertex is not a node.", e);
    } finally {
      graph.close();
    }
  }

  /** 1 for a trained element of a flat vector, 0 for running statistics. */
  public double[] trained() {
    double[] trained = new double[length];
    for (Place place : places) {
      int end = place.offset() + place.parameter().size();
      Arrays.fill(trained, place.offset(), end, place.parameter().trained() ? 1 : 0);
    }
    return trained;
  }

  /** A flat vector of tensors; places of absent tensors are 0. */
  public double[] vector(Map<String, Tensor> tensors) {
    double[] vector = new double[length];
    for (Place place : places) {
      Tensor tensor = tensors.get(place.parameter().name());
      for (int i = 0; tensor != null && i < tensor.size(); i++) {
        vector[place.offset() + i] = tensor.at(i);
      }
    }
    return vector;
  }
}
