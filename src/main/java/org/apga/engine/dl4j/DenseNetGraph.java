package org.apga.engine.dl4j;

import org.apga.engine.CrossEntropy;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/**
 * DenseNet as a graph. A vertex with weights has the name of PyTorch's module; the others are named
 * after the vertex that they follow ({@code features.norm0.relu}).
 */
record DenseNetGraph(GraphBuilder graph, DenseNetSpec spec, CrossEntropy loss) {
  /** Identity after the input; keeps the input's gradient on demand. */
  static final String IMAGE = "image";

  private static final String LAST_NORM = "features.norm5";

  /** The last feature map, after its ReLU: in training mode a batch norm cannot be an output. */
  static final String FEATURES = LAST_NORM + ".relu";

  /** The logits. */
  static final String HEAD = "classifier.0";

  /** The loss layer after the logits. */
  static final String LOSS = "loss";

  static ComputationGraphConfiguration configuration(
      DenseNetSpec spec, CrossEntropy loss, Precision precision) {
    return new DenseNetGraph(Layers.graph(spec.imageSize(), precision), spec, loss).build();
  }

  private ComputationGraphConfiguration build() {
    graph.addVertex(IMAGE, new TapVertex(), Layers.INPUT);
    graph.addLayer(
        "features.conv0",
        Layers.convolution(3, spec.stemWidth(), 7).stride(2, 2).hasBias(false).build(),
        IMAGE);
    String last = normRelu("features.norm0", spec.stemWidth(), "features.conv0");
    graph.addLayer("features.pool0", Layers.pool(SubsamplingLayer.PoolingType.MAX, 3, 2, 1), last);
    last = "features.pool0";
    int channels = spec.stemWidth();
    for (int b = 1; b <= spec.blocks().size(); b++) {
      for (int l = 1; l <= spec.blocks().get(b - 1); l++) {
        last = denseLayer("features.denseblock" + b + ".denselayer" + l, channels, last);
        channels += spec.growth();
      }
      if (b < spec.blocks().size()) {
        last = transition("features.transition" + b, channels, last);
        channels /= 2;
      }
    }
    last = normRelu(LAST_NORM, channels, last);
    graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), last);
    graph.addLayer(
        HEAD,
        new DenseLayer.Builder()
            .nIn(channels)
            .nOut(spec.classes())
            .activation(Activation.IDENTITY)
            .build(),
        "pool");
    graph.addLayer(
        LOSS,
        new LossLayer.Builder(new SoftmaxCrossEntropy(loss)).activation(Activation.SOFTMAX).build(),
        HEAD);
    return graph.setOutputs(LOSS).build();
  }

  private String denseLayer(String name, int channels, String input) {
    int width = spec.bottleneck() * spec.growth();
    String first = normRelu(name + ".norm1", channels, input);
    graph.addLayer(
        name + ".conv1", Layers.convolution(channels, width, 1).hasBias(false).build(), first);
    String second = normRelu(name + ".norm2", width, name + ".conv1");
    graph.addLayer(
        name + ".conv2",
        Layers.convolution(width, spec.growth(), 3).hasBias(false).build(),
        second);
    graph.addVertex(name + ".concat", new MergeVertex(), input, name + ".conv2");
    return name + ".concat";
  }

  private String transition(String name, int channels, String input) {
    String active = normRelu(name + ".norm", channels, input);
    graph.addLayer(
        name + ".conv",
        Layers.convolution(channels, channels / 2, 1).hasBias(false).build(),
        active);
    graph.addLayer(
        name + ".pool", Layers.pool(SubsamplingLayer.PoolingType.AVG, 2, 2, 0), name + ".conv");
    return name + ".pool";
  }

  private String normRelu(String name, int channels, String input) {
    graph.addLayer(name, Layers.norm(channels), input);
    graph.addLayer(name + ".relu", Layers.relu(), name);
    return name + ".relu";
  }
}
