package org.apga.store.onnx;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorShapeProto;
import onnx.OnnxMl.TypeProto;
import onnx.OnnxMl.ValueInfoProto;
import org.apga.engine.Fill;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trial's networks, for ONNX files: from grey levels to probabilities.
 *
 * @param name the name of the graphs
 * @param classes the classifier's classes, in the order of labels
 * @param imageSize height and width of an image, pixels
 * @param policy null if the trial has none
 * @param fill the values of pixels that a mask does not point at
 */
public record OnnxNetworks(
    String name,
    List<String> classes,
    int imageSize,
    NetworkState classifier,
    @Nullable NetworkState policy,
    Fill fill) {
  /** The name of the dimension of images, whose length is free. */
  private static final String IMAGES = "n";

  /** The prefix of the second pass's nodes. */
  private static final String KEPT = "kept.";

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the classifier has another number of classes
   */
  public OnnxNetworks {
    classes = List.copyOf(classes);
    int known = DenseNetNodes.classes(classifier.tensors());
    if (known != classes.size()) {
      throw new IllegalArgumentException(
          "Cannot write %s as ONNX: its classifier has %d classes, and %d are named."
              .formatted(name, known, classes.size()));
    }
  }

  /** The networks without test-time augmentation. */
  public OnnxModel plain() {
    GraphProto.Builder graph = graph("of each class: " + String.join(", ", classes));
    OnnxNodes nodes = new OnnxNodes(graph, classifier.tensors());
    softmax(nodes, OnnxModel.PROBABILITIES, scores(nodes, OnnxModel.IMAGE));
    if (policy != null) {
      mask(graph, policy);
    }
    return new OnnxModel(graph.build(), classes);
  }

  /**
   * The networks with test-time augmentation, {@link org.apga.method.Augmentation}: the
   * probabilities are the mean over the image and its masked copy.
   *
   * @return empty if the trial has no policy
   */
  public Optional<OnnxModel> augmented() {
    if (policy == null) {
      return Optional.empty();
    }
    GraphProto.Builder graph =
        graph(
            "of each class: %s; the mean over the image and what its mask keeps"
                .formatted(String.join(", ", classes)));
    String mask = mask(graph, policy);
    OnnxNodes whole = new OnnxNodes(graph, classifier.tensors());
    String ofWhole = softmax(whole, "whole.probabilities", scores(whole, OnnxModel.IMAGE));
    String left = new KeptNodes(whole, imageSize).write(OnnxModel.IMAGE, mask, fill);
    OnnxNodes kept = whole.again(KEPT);
    String ofKept = softmax(kept, OnnxModel.PROBABILITIES, scores(kept, left));
    whole.node("Mean", OnnxModel.PROBABILITIES, List.of(ofWhole, ofKept));
    return Optional.of(new OnnxModel(graph.build(), classes));
  }

  private GraphProto.Builder graph(String probabilities) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
    graph.addInput(
        value(OnnxModel.IMAGE, "grey levels, 0 black to 1 white", sizes(1, imageSize, imageSize)));
    graph.addOutput(value(OnnxModel.PROBABILITIES, probabilities, sizes(classes.size())));
    return graph;
  }

  private String scores(OnnxNodes nodes, String image) {
    return new DenseNetNodes(nodes)
        .write(normalised(nodes, "classifier.", image, classifier.input()));
  }

  private static String softmax(OnnxNodes nodes, String name, String scores) {
    return nodes.node("Softmax", name, List.of(scores), OnnxNodes.axis(1));
  }

  private String mask(GraphProto.Builder graph, NetworkState network) {
    OnnxNodes nodes = new OnnxNodes(graph, network.tensors());
    String seen = normalised(nodes, "policy.", OnnxModel.IMAGE, network.input());
    graph.addOutput(
        value(
            OnnxModel.MASK,
            "probability that a pixel is pointed at",
            sizes(1, imageSize, imageSize)));
    return nodes.node("Sigmoid", OnnxModel.MASK, List.of(new UNetNodes(nodes).write(seen)));
  }

  /** Repeats the channel, normalising each copy by its mean and deviation. */
  private static String normalised(
      OnnxNodes nodes, String network, String image, Normalisation input) {
    int[] shape = {1, Normalisation.CHANNELS, 1, 1};
    double[] means = new double[Normalisation.CHANNELS];
    double[] factors = new double[Normalisation.CHANNELS];
    for (int channel = 0; channel < Normalisation.CHANNELS; channel++) {
      means[channel] = input.mean().get(channel);
      factors[channel] = input.factor(channel);
    }
    String mean = nodes.constant(network + "mean", new Tensor.Doubles(shape, means));
    String factor = nodes.constant(network + "factor", new Tensor.Doubles(shape, factors));
    String centred = nodes.node("Sub", network + "centred", List.of(image, mean));
    return nodes.node("Mul", network + "input", List.of(centred, factor));
  }

  private static TensorShapeProto sizes(int... ofEachImage) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(IMAGES);
    IntStream.of(ofEachImage).forEach(size -> shape.addDimBuilder().setDimValue(size));
    return shape.build();
  }

  private static ValueInfoProto value(String name, String meaning, TensorShapeProto shape) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setDocString(meaning)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }
}
