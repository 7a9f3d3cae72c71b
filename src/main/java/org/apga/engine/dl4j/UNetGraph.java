package org.apga.engine.dl4j;

import java.util.List;
import org.apga.engine.Precision;
import org.apga.engine.UNetSpec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.activations.Activation;

/**
 * UNet-11 as a graph that ends in the scores before the sigmoid. A vertex with weights has the name
 * of PyTorch's module.
 */
record UNetGraph(GraphBuilder graph, UNetSpec spec) {
  /** The scores. */
  static final String SCORES = "final";

  /** The encoder's convolutions before which the image is halved. */
  private static final List<String> HALVED =
      List.of("encoder.3", "encoder.6", "encoder.11", "encoder.16");

  /** The skips that the decoder blocks after the centre are joined with, from the deepest up. */
  private static final List<String> SKIPS =
      List.of("encoder.18", "encoder.13", "encoder.8", "encoder.3");

  static ComputationGraphConfiguration configuration(UNetSpec spec, Precision precision) {
    return new UNetGraph(Layers.graph(spec.imageSize(), precision), spec).build();
  }

  private ComputationGraphConfiguration build() {
    String last = Layers.INPUT;
    int channels = 3;
    int[] widths = spec.encoderWidths();
    for (int i = 0; i < widths.length; i++) {
      String name = UNetSpec.ENCODER.get(i);
      if (HALVED.contains(name)) {
        last = halved(last);
      }
      convolutionRelu(name, channels, widths[i], last);
      last = name;
      channels = widths[i];
    }
    last = decoderBlock(0, halved(last));
    for (int b = 1; b < UNetSpec.DECODER.size(); b++) {
      String joined = UNetSpec.DECODER.get(b) + ".concat";
      graph.addVertex(joined, new MergeVertex(), last, SKIPS.get(b - 1));
      last = decoderBlock(b, joined);
    }
    graph.addVertex("dec1.concat", new MergeVertex(), last, UNetSpec.ENCODER.get(0));
    convolutionRelu("dec1.conv", 3 * spec.baseWidth(), spec.baseWidth(), "dec1.concat");
    graph.addLayer(SCORES, Layers.convolution(spec.baseWidth(), 1, 1).build(), "dec1.conv");
    return graph.setOutputs(SCORES).build();
  }

  private String halved(String input) {
    String name = input + ".pool";
    graph.addLayer(name, Layers.pool(SubsamplingLayer.PoolingType.MAX, 2, 2, 0), input);
    return name;
  }

  private void convolutionRelu(String name, int in, int out, String input) {
    graph.addLayer(name, Layers.convolution(in, out, 3).activation(Activation.RELU).build(), input);
  }

  private String decoderBlock(int block, String input) {
    String name = UNetSpec.DECODER.get(block);
    int[] widths = spec.decoderWidths(block);
    convolutionRelu(name + ".block.0.conv", widths[0], widths[1], input);
    // PyTorch's padding 1 with output padding 1: of the 2n + 1 rows without padding, all but the
    // first.
    graph.addLayer(
        name + ".block.1",
        new Deconvolution2D.Builder(3, 3)
            .nIn(widths[1])
            .nOut(widths[2])
            .stride(2, 2)
            .padding(0, 0)
            .activation(Activation.RELU)
            .build(),
        name + ".block.0.conv");
    graph.addLayer(
        name + ".block.1.crop", new Cropping2D.Builder(1, 0, 1, 0).build(), name + ".block.1");
    return name + ".block.1.crop";
  }
}
