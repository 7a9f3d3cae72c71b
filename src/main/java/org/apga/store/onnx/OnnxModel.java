package org.apga.store.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.OperatorSetIdProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorShapeProto;
import onnx.OnnxMl.TypeProto;
import onnx.OnnxMl.ValueInfoProto;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.provenance.RunProvenance;
import org.jspecify.annotations.Nullable;

/**
 * A trial's networks as one ONNX file, from grey levels to probabilities. Input {@code image} is
 * images x 1 x height x width, 0 black to 1 white. Output {@code probabilities} is images x
 * classes. Output {@code mask}, where there is a policy, is images x 1 x height x width: the
 * probability that a pixel is pointed at. The same weights give the same bytes.
 */
public final class OnnxModel {
  /**
   * The operators' version: the first whose batch norm is as every later one's, and whose files
   * (version 4) need not list weights among the inputs.
   */
  public static final int OPSET = 9;

  public static final String IMAGE = "image";
  public static final String PROBABILITIES = "probabilities";
  public static final String MASK = "mask";

  private static final int FILE_VERSION = 4;

  /** As many images as are given. */
  private static final String IMAGES = "n";

  private final ModelProto model;

  private OnnxModel(ModelProto model) {
    this.model = model;
  }

  /**
   * The networks of a trial.
   *
   * @param name what the graph is called
   * @param policy null where the trial has none
   * @param imageSize height and width of an image, pixels
   */
  public static OnnxModel of(
      String name, NetworkState classifier, @Nullable NetworkState policy, int imageSize) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
    graph.addInput(value(IMAGE, "grey levels, 0 black to 1 white", sizes(1, imageSize, imageSize)));
    OnnxNodes nodes = new OnnxNodes(graph, classifier.tensors());
    String seen = normalised(nodes, "classifier.", classifier.input());
    nodes.node(
        "Softmax", PROBABILITIES, List.of(new DenseNetNodes(nodes).write(seen)), OnnxNodes.axis(1));
    int classes = DenseNetNodes.classes(classifier.tensors());
    graph.addOutput(value(PROBABILITIES, "of each class", sizes(classes)));
    if (policy != null) {
      OnnxNodes further = new OnnxNodes(graph, policy.tensors());
      String seenByPolicy = normalised(further, "policy.", policy.input());
      further.node("Sigmoid", MASK, List.of(new UNetNodes(further).write(seenByPolicy)));
      graph.addOutput(
          value(MASK, "probability that a pixel is pointed at", sizes(1, imageSize, imageSize)));
    }
    return new OnnxModel(
        ModelProto.newBuilder()
            .setIrVersion(FILE_VERSION)
            .setProducerName("apga")
            .setProducerVersion(RunProvenance.current().version())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(graph)
            .build());
  }

  /** The channel repeated, each time by its mean and deviation. */
  private static String normalised(OnnxNodes nodes, String network, Normalisation input) {
    int[] shape = {1, Normalisation.CHANNELS, 1, 1};
    double[] means = new double[Normalisation.CHANNELS];
    double[] factors = new double[Normalisation.CHANNELS];
    for (int channel = 0; channel < Normalisation.CHANNELS; channel++) {
      means[channel] = input.mean().get(channel);
      factors[channel] = input.factor(channel);
    }
    String mean = nodes.constant(network + "mean", new Tensor.Doubles(shape, means));
    String factor = nodes.constant(network + "factor", new Tensor.Doubles(shape, factors));
    String centred = nodes.node("Sub", network + "centred", List.of(IMAGE, mean));
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

  /** How many probabilities an image gets. */
  public int classes() {
    TypeProto.Tensor probabilities = model.getGraph().getOutput(0).getType().getTensorType();
    return Math.toIntExact(probabilities.getShape().getDim(1).getDimValue());
  }

  /** Name and shape of the input, such as {@code image: n x 1 x 64 x 64}. */
  public String input() {
    return described(model.getGraph().getInput(0));
  }

  /** Name and shape of each output. */
  public List<String> outputs() {
    return model.getGraph().getOutputList().stream().map(OnnxModel::described).toList();
  }

  private static String described(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimList().stream()
        .map(size -> size.hasDimParam() ? size.getDimParam() : Long.toString(size.getDimValue()))
        .collect(Collectors.joining(" x ", value.getName() + ": ", ""));
  }

  /** Writes the file; leaves the stream open. */
  public void write(OutputStream out) throws IOException {
    model.writeTo(out);
  }
}
