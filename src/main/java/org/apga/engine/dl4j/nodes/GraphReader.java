package org.apga.engine.dl4j.nodes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apga.engine.dl4j.nodes.Node.Bias;
import org.apga.engine.dl4j.nodes.Node.Pooling;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/**
 * A graph's vertices as nodes, in an order in which they can be computed.
 *
 * <p>A vertex that does nothing becomes another name of its input. A batch norm absorbs the
 * rectifier that is its only consumer; a transposed convolution absorbs the cropping.
 */
public final class GraphReader {
  private final ComputationGraphConfiguration configuration;
  private final Set<String> identities;
  private final Set<String> visible;
  private final List<String> order;
  private final Map<String, List<String>> consumers = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private String output = "";

  private GraphReader(ComputationGraph graph, Set<String> identities, Set<String> visible) {
    this.configuration = graph.getConfiguration();
    this.identities = identities;
    this.visible = visible;
    this.order =
        Arrays.stream(graph.topologicalSortOrder())
            .mapToObj(i -> graph.getVertices()[i].getVertexName())
            .toList();
  }

  /**
   * The nodes of a graph.
   *
   * @param input the vertex of the images
   * @param output the vertex whose activation is the graph's output, before a loss
   * @param names vertices that do nothing, with the vertex whose activation they return
   */
  public record Network(List<Node> nodes, String input, String output, Map<String, String> names) {
    /** The vertex that computes the activation of {@code vertex}. */
    public String source(String vertex) {
      return names.getOrDefault(vertex, vertex);
    }
  }

  /**
   * Reads a graph.
   *
   * @param identities vertices of the caller's own kind that return their input
   * @param visible vertices whose activations can be requested
   * @throws UnknownVertexException if no node can compute a vertex
   */
  public static Network read(ComputationGraph graph, Set<String> identities, Set<String> visible)
      throws UnknownVertexException {
    return new GraphReader(graph, identities, visible).read();
  }

  private Network read() throws UnknownVertexException {
    List<String> inputs = configuration.getNetworkInputs();
    List<String> outputs = configuration.getNetworkOutputs();
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new UnknownVertexException(outputs.toString(), "more than one input or output");
    }
    configuration
        .getVertexInputs()
        .forEach(
            (vertex, from) ->
                from.forEach(
                    source ->
                        consumers.computeIfAbsent(source, s -> new ArrayList<>()).add(vertex)));
    output = outputs.get(0);
    for (String vertex : order) {
      require(
          vertex.equals(output) || consumers.containsKey(vertex), vertex, "nothing depends on it");
      GraphVertex kind = configuration.getVertices().get(vertex);
      if (kind != null && !names.containsKey(vertex)) {
        read(vertex, kind, configuration.getVertexInputs().getOrDefault(vertex, List.of()));
      }
    }
    return new Network(nodes, inputs.get(0), source(output), names);
  }

  private String source(String vertex) {
    return names.getOrDefault(vertex, vertex);
  }

  private void read(String name, GraphVertex vertex, List<String> inputs)
      throws UnknownVertexException {
    List<String> sources = inputs.stream().map(this::source).toList();
    if (identities.contains(name)) {
      names.put(name, sources.get(0));
    } else if (vertex instanceof MergeVertex merge && merge.getMergeAxis() == 1) {
      nodes.add(new Node.Concatenation(name, sources));
    } else if (vertex instanceof LayerVertex layer && layer.getPreProcessor() == null) {
      read(name, layer.getLayerConf().getLayer(), sources.get(0));
    } else {
      throw new UnknownVertexException(name, vertex.getClass().getSimpleName());
    }
  }

  private void read(String name, Layer layer, String input) throws UnknownVertexException {
    require(layer.getIDropout() == null, name, "dropout");
    require(
        !(layer instanceof BaseLayer base) || base.getWeightNoise() == null, name, "weight noise");
    if (layer instanceof LossLayer && name.equals(output)) {
      names.put(name, input);
    } else if (layer instanceof Deconvolution2D transposed) {
      transposed(name, transposed, input);
    } else if (layer.getClass() == ConvolutionLayer.class) {
      ConvolutionLayer convolution = (ConvolutionLayer) layer;
      int[] padding = convolution.getPadding();
      nodes.add(convolution(name, name, convolution, input, padding, padding));
    } else if (layer instanceof BatchNormalization norm) {
      norm(name, norm, input);
    } else if (layer instanceof ActivationLayer activation) {
      require(rectifies(name, activation.getActivationFn()), name, "activation");
      nodes.add(new Node.Rectifier(name, input));
    } else if (layer.getClass() == SubsamplingLayer.class) {
      pool(name, (SubsamplingLayer) layer, input);
    } else if (layer instanceof GlobalPoolingLayer pool) {
      require(
          pool.getPoolingType() == PoolingType.AVG
              && overPixels(pool.getPoolingDimensions())
              && pool.isCollapseDimensions(),
          name,
          "kind");
      nodes.add(new Node.GlobalMean(name, input));
    } else if (layer.getClass() == DenseLayer.class) {
      DenseLayer dense = (DenseLayer) layer;
      require(dense.hasBias() && !dense.hasLayerNorm(), name, "kind");
      require(!rectifies(name, dense.getActivationFn()), name, "activation");
      nodes.add(new Node.Linear(name, input, (int) dense.getNOut()));
    } else {
      throw new UnknownVertexException(name, layer.getClass().getSimpleName());
    }
  }

  private Node.Convolution convolution(
      String name,
      String parameters,
      ConvolutionLayer layer,
      String input,
      int[] before,
      int[] after)
      throws UnknownVertexException {
    require(layer.getConvolutionMode() != ConvolutionMode.Same, parameters, "padding");
    require(layer.getConvolutionMode() != ConvolutionMode.Causal, parameters, "padding");
    require(layer.getCnn2dDataFormat() == CNN2DFormat.NCHW, parameters, "data format");
    require(Arrays.stream(layer.getDilation()).allMatch(d -> d == 1), parameters, "dilation");
    return new Node.Convolution(
        name,
        input,
        parameters,
        (int) layer.getNOut(),
        layer.getKernelSize(),
        layer.getStride(),
        before,
        after,
        layer.hasBias() ? Bias.TRAINED : Bias.NONE,
        rectifies(parameters, layer.getActivationFn()),
        layer instanceof Deconvolution2D);
  }

  /**
   * The padding of a transposed convolution removes rows and columns from its output, like
   * cropping.
   */
  private void transposed(String name, Deconvolution2D layer, String input)
      throws UnknownVertexException {
    String end = name;
    int[] before = layer.getPadding().clone();
    int[] after = layer.getPadding().clone();
    String next = onlyConsumer(name);
    if (layerOf(next) instanceof Cropping2D crop
        && crop.getDataFormat() == CNN2DFormat.NCHW
        && !visible.contains(name)) {
      int[] cropping = crop.getCropping();
      before[0] += cropping[0];
      after[0] += cropping[1];
      before[1] += cropping[2];
      after[1] += cropping[3];
      end = next;
    }
    nodes.add(convolution(end, name, layer, input, before, after));
    names.put(end, end);
  }

  private void norm(String name, BatchNormalization layer, String input)
      throws UnknownVertexException {
    require(!layer.isLockGammaBeta(), name, "fixed scale");
    require(!layer.isUseLogStd(), name, "logarithmic deviation");
    require(layer.isMinibatch(), name, "statistics of whole sets");
    require(layer.getCnn2DFormat() == CNN2DFormat.NCHW, name, "data format");
    String next = onlyConsumer(name);
    boolean rectified =
        layerOf(next) instanceof ActivationLayer activation
            && rectifies(next, activation.getActivationFn())
            && !visible.contains(name);
    String end = rectified ? next : name;
    nodes.add(
        new Node.Norm(end, input, name, (float) layer.getEps(), 1 - layer.getDecay(), rectified));
    names.put(end, end);
  }

  private void pool(String name, SubsamplingLayer layer, String input)
      throws UnknownVertexException {
    boolean largest = layer.getPoolingType() == PoolingType.MAX;
    int[] padding = layer.getPadding();
    require(largest || layer.getPoolingType() == PoolingType.AVG, name, "pooling");
    require(largest || Arrays.stream(padding).allMatch(p -> p == 0), name, "padded mean");
    require(layer.getConvolutionMode() != ConvolutionMode.Same, name, "padding");
    require(layer.getConvolutionMode() != ConvolutionMode.Causal, name, "padding");
    require(layer.getCnn2dDataFormat() == CNN2DFormat.NCHW, name, "data format");
    require(Arrays.stream(layer.getDilation()).allMatch(d -> d == 1), name, "dilation");
    nodes.add(
        new Node.Pool(
            name,
            input,
            largest ? Pooling.LARGEST : Pooling.MEAN,
            layer.getKernelSize(),
            layer.getStride(),
            padding));
  }

  /** Null means the pixels too. */
  private static boolean overPixels(int @Nullable [] dimensions) {
    return dimensions == null || Arrays.equals(dimensions, new int[] {2, 3});
  }

  /** The only consumer of the activation of {@code vertex}; empty if there are more. */
  private String onlyConsumer(String vertex) {
    List<String> all = consumers.getOrDefault(vertex, List.of());
    return all.size() == 1 ? all.get(0) : "";
  }

  /** The layer of a vertex, if the vertex before can absorb it; otherwise its name. */
  private Object layerOf(String vertex) {
    return configuration.getVertices().get(vertex) instanceof LayerVertex layer
            && layer.getPreProcessor() == null
            && layer.getLayerConf().getLayer().getIDropout() == null
        ? layer.getLayerConf().getLayer()
        : vertex;
  }

  private static boolean rectifies(String name, IActivation activation)
      throws UnknownVertexException {
    boolean rectifies = activation.getClass() == ActivationReLU.class;
    require(
        rectifies || activation instanceof ActivationIdentity,
        name,
        "activation " + activation.getClass().getSimpleName());
    return rectifies;
  }

  private static void require(boolean known, String vertex, String what)
      throws UnknownVertexException {
    if (!known) {
      throw new UnknownVertexException(vertex, what);
    }
  }
}
