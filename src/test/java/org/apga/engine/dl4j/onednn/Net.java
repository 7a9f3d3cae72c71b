package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apga.engine.dl4j.TapVertex;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** Writes down a small network, vertex by vertex; each method gives the name of its vertex. */
final class Net {
  static final String INPUT = "input";

  /** Identity behind the input, where the images' gradient can be read. */
  static final String IMAGE = "image";

  /** The share of a new batch in running statistics, as in PyTorch. */
  static final double MOMENTUM = 0.1;

  /** What a convolution may have besides weights. */
  enum With {
    BIAS,
    RELU
  }

  /** A network's vertices. */
  interface Body {
    /**
     * Adds them.
     *
     * @param image the vertex to begin with
     * @return the vertex to end with
     */
    String add(Net net, String image);
  }

  private final GraphBuilder graph;
  private final DataType type;
  private final Set<String> visible = new HashSet<>();
  private final List<String> outputs = new ArrayList<>();
  private int vertices;

  private Net(Shape images, DataType type) {
    this.type = type;
    graph =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .updater(new NoOp())
            .convolutionMode(ConvolutionMode.Truncate)
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(
                InputType.convolutional(images.height(), images.width(), images.channels()));
    graph.addVertex(IMAGE, new TapVertex(), INPUT);
  }

  /** A network and the vertices inside it that shall be seen. */
  record Written(ComputationGraphConfiguration configuration, Set<String> visible) {}

  static Written write(Shape images, DataType type, Body body) {
    Net net = new Net(images, type);
    String output = body.add(net, IMAGE);
    net.outputs.add(output);
    net.graph.setOutputs(net.outputs.toArray(String[]::new));
    return new Written(net.graph.allowDisconnected(true).build(), net.visible);
  }

  /** Any vertex. */
  String vertex(String kind, GraphVertex vertex, String... inputs) {
    String name = kind + ++vertices;
    graph.addVertex(name, vertex, inputs);
    return name;
  }

  /** Any layer. */
  String layer(String kind, Layer layer, String input) {
    String name = kind + ++vertices;
    graph.addLayer(name, layer, input);
    return name;
  }

  /** The activation of this vertex will be asked for. */
  String see(String vertex) {
    visible.add(vertex);
    return vertex;
  }

  /** The network ends in {@code other} too. */
  String andOutput(String other, String output) {
    outputs.add(other);
    return output;
  }

  String convolution(String input, int channels, int kernel, int stride, int padding, With... w) {
    List<With> with = Arrays.asList(w);
    String convolution =
        layer(
            "conv",
            new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .stride(stride, stride)
                .padding(padding, padding)
                .hasBias(with.contains(With.BIAS))
                .activation(activation(with))
                .build(),
            input);
    return rectified(convolution, with);
  }

  private Activation activation(List<With> with) {
    return with.contains(With.RELU) && !reference() ? Activation.RELU : Activation.IDENTITY;
  }

  /**
   * In the reference, a convolution's rectifier is a vertex of its own, so that its input shows.
   */
  private String rectified(String vertex, List<With> with) {
    return with.contains(With.RELU) && reference() ? rectifier(vertex + " relu", vertex) : vertex;
  }

  private boolean reference() {
    return type == DataType.DOUBLE;
  }

  /** Kernel 3 and stride 2; the first row and column are cropped, as UNet-11's are. */
  String transposed(String input, int channels, With... w) {
    List<With> with = Arrays.asList(w);
    String whole =
        layer(
            "transposed",
            new Deconvolution2D.Builder(3, 3)
                .nOut(channels)
                .stride(2, 2)
                .hasBias(with.contains(With.BIAS))
                .activation(activation(with))
                .build(),
            input);
    return rectified(layer("crop", new Cropping2D.Builder(1, 0, 1, 0).build(), whole), with);
  }

  String norm(String input) {
    return layer(
        "norm",
        new BatchNormalization.Builder().eps(1e-5).decay(1 - MOMENTUM).useLogStd(false).build(),
        input);
  }

  String relu(String input) {
    return rectifier("relu" + ++vertices, input);
  }

  /**
   * In evaluation Deeplearning4j's writes over its input, also where that is needed elsewhere: the
   * reference gets a copy.
   */
  private String rectifier(String name, String input) {
    String own = reference() ? name + " copy" : input;
    if (reference()) {
      graph.addVertex(own, new TapVertex(), input);
    }
    graph.addLayer(name, new ActivationLayer.Builder().activation(Activation.RELU).build(), own);
    return name;
  }

  String largest(String input, int kernel, int stride, int padding) {
    return pool(SubsamplingLayer.PoolingType.MAX, input, kernel, stride, padding);
  }

  String mean(String input, int kernel, int stride) {
    return pool(SubsamplingLayer.PoolingType.AVG, input, kernel, stride, 0);
  }

  private String pool(
      SubsamplingLayer.PoolingType type, String input, int kernel, int stride, int padding) {
    return layer(
        "pool",
        new SubsamplingLayer.Builder(type)
            .kernelSize(kernel, kernel)
            .stride(stride, stride)
            .padding(padding, padding)
            .build(),
        input);
  }

  String concat(String... inputs) {
    return vertex("concat", new MergeVertex(), inputs);
  }

  /** The mean over all pixels, then a linear layer. */
  String head(String input, int units) {
    String mean = layer("mean", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input);
    return layer(
        "dense",
        new DenseLayer.Builder().nOut(units).activation(Activation.IDENTITY).build(),
        mean);
  }
}
