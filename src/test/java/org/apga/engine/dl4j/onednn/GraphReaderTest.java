package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.engine.dl4j.TapVertex;
import org.apga.engine.dl4j.nodes.GraphReader;
import org.apga.engine.dl4j.nodes.GraphReader.Network;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.Net.With;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

class GraphReaderTest {
  private static final Shape IMAGE = new Shape(1, 3, 8, 8);

  @BeforeAll
  static void awaken() {
    new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0)
        .close();
  }

  private static ComputationGraph graph(Net.Body body) {
    ComputationGraph graph =
        new ComputationGraph(Net.write(IMAGE, DataType.FLOAT, body).configuration());
    graph.init();
    graph.initGradientsView();
    return graph;
  }

  private static Network read(Net.Body body, String... visible) throws UnknownVertexException {
    return GraphReader.read(graph(body), Set.of(Net.IMAGE), Set.of(visible));
  }

  private static void assertNodes(Network network, Node... expected) {
    assertThat(network.nodes())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(expected);
  }

  private static Node.Convolution pointwise(String name, String input, int channels) {
    return convolution(name, input, channels, Node.Bias.NONE, false);
  }

  private static Node.Convolution convolution(
      String name, String input, int channels, Node.Bias bias, boolean rectified) {
    int[] one = {1, 1};
    return new Node.Convolution(
        name, input, name, channels, one, one, new int[2], new int[2], bias, rectified, false);
  }

  private static Node.Norm norm(String name, String input, String parameters, boolean rectified) {
    return new Node.Norm(name, input, parameters, 1e-5f, 1 - 0.9, rectified);
  }

  @Test
  void aBatchNormTakesUpTheRectifierThatAloneFollowsIt() throws UnknownVertexException {
    Network network =
        read(
            (net, image) ->
                net.convolution(
                    net.relu(net.norm(net.convolution(image, 4, 1, 1, 0))), 2, 1, 1, 0));

    assertNodes(
        network,
        pointwise("conv1", Net.INPUT, 4),
        norm("relu3", "conv1", "norm2", true),
        pointwise("conv4", "relu3", 2));
    assertThat(network.output()).isEqualTo("conv4");
  }

  @Test
  void aBatchNormThatOthersLookAtLeavesTheRectifierAlone() throws UnknownVertexException {
    Network network =
        read(
            (net, image) -> {
              String norm = net.norm(image);
              return net.concat(net.relu(norm), norm);
            });

    assertNodes(
        network,
        norm("norm1", Net.INPUT, "norm1", false),
        new Node.Rectifier("relu2", "norm1"),
        new Node.Concatenation("concat3", List.of("relu2", "norm1")));
  }

  @Test
  void aBatchNormThatWillBeAskedForLeavesTheRectifierAlone() throws UnknownVertexException {
    Network network =
        read((net, image) -> net.convolution(net.relu(net.norm(image)), 1, 1, 1, 0), "norm1");

    assertNodes(
        network,
        norm("norm1", Net.INPUT, "norm1", false),
        new Node.Rectifier("relu2", "norm1"),
        pointwise("conv3", "relu2", 1));
  }

  @Test
  void anIdentityBetweenANormAndItsRectifierKeepsThemApart() throws UnknownVertexException {
    ComputationGraph graph =
        graph(
            (net, image) ->
                net.convolution(
                    net.relu(net.vertex("tap", new TapVertex(), net.norm(image))), 1, 1, 1, 0));

    Network network = GraphReader.read(graph, Set.of(Net.IMAGE, "tap2"), Set.of("tap2"));

    assertThat(network.source("tap2")).isEqualTo("norm1");
    assertNodes(
        network,
        norm("norm1", Net.INPUT, "norm1", false),
        new Node.Rectifier("relu3", "norm1"),
        pointwise("conv4", "relu3", 1));
  }

  @Test
  void aConvolutionKnowsItsBiasAndItsRectifier() throws UnknownVertexException {
    assertNodes(
        read((net, image) -> net.convolution(image, 5, 1, 1, 0, With.BIAS, With.RELU)),
        convolution("conv1", Net.INPUT, 5, Node.Bias.TRAINED, true));
  }

  @Test
  void aTransposedConvolutionTakesUpTheCroppingBehindIt() throws UnknownVertexException {
    assertNodes(
        read((net, image) -> net.transposed(image, 5, With.BIAS)),
        new Node.Convolution(
            "crop2",
            Net.INPUT,
            "transposed1",
            5,
            new int[] {3, 3},
            new int[] {2, 2},
            new int[] {1, 1},
            new int[2],
            Node.Bias.TRAINED,
            false,
            true));
  }

  @Test
  void aTransposedConvolutionThatWillBeAskedForIsNotCropped() {
    assertThatThrownBy(() -> read((net, image) -> net.transposed(image, 5), "transposed1"))
        .hasMessage("vertex crop2: Cropping2D");
  }

  @Test
  void theLossAndIdentitiesAreOtherNamesOfWhatTheyGet() throws UnknownVertexException {
    Network network =
        read(
            (net, image) ->
                net.layer(
                    "loss",
                    new LossLayer.Builder().activation(Activation.SOFTMAX).build(),
                    net.head(image, 2)));

    assertNodes(
        network, new Node.GlobalMean("mean1", Net.INPUT), new Node.Linear("dense2", "mean1", 2));
    assertThat(network.output()).isEqualTo("dense2");
    assertThat(network.source("loss3")).isEqualTo("dense2");
    assertThat(network.source(Net.IMAGE)).isEqualTo(Net.INPUT);
  }

  @Test
  void poolsKeepTheirWindows() throws UnknownVertexException {
    assertNodes(
        read((net, image) -> net.mean(net.largest(image, 3, 2, 1), 2, 2)),
        new Node.Pool(
            "pool1",
            Net.INPUT,
            Node.Pooling.LARGEST,
            new int[] {3, 3},
            new int[] {2, 2},
            new int[] {1, 1}),
        new Node.Pool(
            "pool2", "pool1", Node.Pooling.MEAN, new int[] {2, 2}, new int[] {2, 2}, new int[2]));
  }

  static Stream<Arguments> unknown() {
    return Stream.of(
        because("vertex sum1: ElementWiseVertex", GraphReaderTest::sum),
        because(
            "vertex up1: Upsampling2D",
            (net, image) -> net.layer("up", new Upsampling2D.Builder(2).build(), image)),
        because(
            "vertex drop1: dropout",
            (net, image) -> net.layer("drop", new DropoutLayer.Builder(0.5).build(), image)),
        because("vertex conv1: dropout", convolution(b -> b.dropOut(0.5))),
        because(
            "vertex conv1: weight noise", convolution(b -> b.weightNoise(new DropConnect(0.5)))),
        because(
            "vertex conv1: activation ActivationTanH",
            convolution(b -> b.activation(Activation.TANH))),
        because("vertex conv1: padding", convolution(b -> b.convolutionMode(ConvolutionMode.Same))),
        because("vertex conv1: dilation", convolution(b -> b.dilation(2, 2))),
        because("vertex pool1: dilation", pool(SubsamplingLayer.PoolingType.MAX, 0, 2)),
        because("vertex pool1: pooling", pool(SubsamplingLayer.PoolingType.SUM, 0, 1)),
        because("vertex pool1: padded mean", pool(SubsamplingLayer.PoolingType.AVG, 1, 1)),
        because("vertex norm1: fixed scale", norm(b -> b.lockGammaBeta(true))),
        because("vertex norm1: logarithmic deviation", norm(b -> b.useLogStd(true))),
        because("vertex norm1: statistics of whole sets", norm(b -> b.minibatch(false))),
        because(
            "vertex relu2: dropout",
            (net, image) ->
                net.layer(
                    "relu",
                    new ActivationLayer.Builder().activation(Activation.RELU).dropOut(0.5).build(),
                    net.norm(image))),
        because(
            "vertex relu2: activation ActivationSigmoid",
            (net, image) ->
                net.layer(
                    "relu",
                    new ActivationLayer.Builder().activation(Activation.SIGMOID).build(),
                    net.norm(image))),
        because(
            "vertex crop1: Cropping2D",
            (net, image) -> net.layer("crop", new Cropping2D.Builder(1, 0, 1, 0).build(), image)),
        because(
            "vertex mean1: kind",
            (net, image) ->
                net.layer("mean", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), image)),
        because(
            "vertex dense1: LayerVertex",
            (net, image) -> net.layer("dense", new DenseLayer.Builder().nOut(2).build(), image)),
        because(
            "vertex dense2: activation",
            (net, image) ->
                net.layer(
                    "dense",
                    new DenseLayer.Builder().nOut(2).activation(Activation.RELU).build(),
                    net.layer("mean", new GlobalPoolingLayer(PoolingType.AVG), image))));
  }

  private static Arguments because(String why, Net.Body body) {
    return arguments(why, body);
  }

  private static String sum(Net net, String image) {
    return net.vertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), image, image);
  }

  /** Changes what is being built. */
  private interface Change<B> {
    void to(B builder);
  }

  private static Net.Body convolution(Change<ConvolutionLayer.Builder> change) {
    ConvolutionLayer.Builder builder =
        new ConvolutionLayer.Builder(3, 3).nOut(2).activation(Activation.IDENTITY);
    change.to(builder);
    return (net, image) -> net.layer("conv", builder.build(), image);
  }

  private static Net.Body norm(Change<BatchNormalization.Builder> change) {
    BatchNormalization.Builder builder = new BatchNormalization.Builder().useLogStd(false);
    change.to(builder);
    return (net, image) -> net.relu(net.layer("norm", builder.build(), image));
  }

  private static Net.Body pool(SubsamplingLayer.PoolingType type, int padding, int dilation) {
    return (net, image) ->
        net.layer(
            "pool",
            new SubsamplingLayer.Builder(type)
                .kernelSize(2, 2)
                .stride(2, 2)
                .padding(padding, padding)
                .dilation(dilation, dilation)
                .build(),
            image);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unknown")
  void whatNoNodeDoesIsNamed(String why, Net.Body body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(UnknownVertexException.class).hasMessage(why);
  }

  @Test
  void twoOutputsAreTooMany() {
    assertThatThrownBy(() -> read((net, image) -> net.andOutput(net.norm(image), net.relu(image))))
        .hasMessage("vertex [norm1, relu2]: more than one input or output");
  }

  @Test
  void aVertexThatTheOutputDoesNotDependOnIsNamed() {
    assertThatThrownBy(
            () ->
                read(
                    (net, image) -> {
                      String end = net.convolution(image, 2, 1, 1, 0);
                      net.relu(net.norm(end));
                      return end;
                    }))
        .hasMessage("vertex relu3: nothing depends on it");
  }

  @Test
  void aGraphWithAnUnknownVertexIsNotCompiledAndOneLineSaysWhy() {
    ComputationGraph graph = graph(GraphReaderTest::sum);
    try (LogLines log = new LogLines(CompiledGraph.class, OneDnn.class)) {
      assertThat(CompiledGraph.of(graph, Set.of(Net.IMAGE), Set.of(), 8)).isEmpty();

      assertThat(log.lines())
          .containsExactly(
              "A network runs on Deeplearning4j's own operations: vertex sum1: ElementWiseVertex.");
    }
  }

  @Test
  void aGraphThatIsKnownIsCompiledWithoutAWord() {
    ComputationGraph graph = graph((net, image) -> net.convolution(image, 2, 3, 1, 1));
    try (LogLines log = new LogLines(CompiledGraph.class, OneDnn.class);
        CompiledGraph compiled =
            CompiledGraph.of(graph, Set.of(Net.IMAGE), Set.of(), 8).orElseThrow()) {
      assertThat(compiled.evaluate(1, new float[3 * 8 * 8], Set.of()).output().values())
          .hasSize(2 * 8 * 8);
      assertThat(log.lines()).isEmpty();
    }
  }
}
