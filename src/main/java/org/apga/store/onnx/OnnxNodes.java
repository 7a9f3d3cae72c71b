package org.apga.store.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Tensor;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/**
 * Writes the layers of a network as nodes of a graph, each after its inputs. A node has the name of
 * its output. Nodes with weights have the names of PyTorch's modules.
 *
 * @param graph the graph that the nodes are added to
 * @param weights the weights of the network, by PyTorch's names
 * @param pass the prefix of each node's name; empty for the first pass, which alone adds constants
 *     to the file
 */
record OnnxNodes(GraphProto.Builder graph, Map<String, Tensor> weights, String pass) {
  OnnxNodes(GraphProto.Builder graph, Map<String, Tensor> weights) {
    this(graph, weights, "");
  }

  /** The same network once more, with the constants of the first pass. */
  OnnxNodes again(String nextPass) {
    return new OnnxNodes(graph, weights, nextPass);
  }

  /** Whether the network has a layer of that name. */
  boolean has(String layer) {
    return weights.containsKey(layer + ".weight");
  }

  /** A convolution that pads by half of its kernel; with a bias if the layer has one. */
  String convolution(String layer, int stride, String input) {
    int kernel = tensor(weights, layer + ".weight").shape()[2];
    int half = kernel / 2;
    return weighted(
        "Conv",
        layer,
        input,
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", half, half, half, half));
  }

  /** A transposed convolution that doubles height and width. */
  String doubling(String layer, String input) {
    return weighted(
        "ConvTranspose",
        layer,
        input,
        ints("kernel_shape", 3, 3),
        ints("strides", 2, 2),
        ints("pads", 1, 1, 1, 1),
        ints("output_padding", 1, 1));
  }

  /** Batch norm by its running statistics, and ReLU. */
  String normRelu(String layer, String input) {
    String normal =
        node(
            "BatchNormalization",
            layer,
            List.of(
                input,
                weight(layer + ".weight"),
                weight(layer + ".bias"),
                weight(layer + ".running_mean"),
                weight(layer + ".running_var")),
            AttributeProto.newBuilder()
                .setName("epsilon")
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) DenseNetSpec.NORM_EPSILON)
                .build());
    return relu(normal);
  }

  String relu(String input) {
    // The input's name has the pass already.
    return add("Relu", input + ".relu", List.of(input));
  }

  /** Scores of each image: images x outputs. */
  String linear(String layer, String input) {
    return weighted(
        "Gemm",
        layer,
        input,
        AttributeProto.newBuilder()
            .setName("transB")
            .setType(AttributeProto.AttributeType.INT)
            .setI(1)
            .build());
  }

  /** The maximum or the mean of each window. */
  String pool(String kind, String name, int kernel, int stride, int padding, String input) {
    return node(
        kind,
        name,
        List.of(input),
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", padding, padding, padding, padding));
  }

  /** The channels of {@code first}, then those of {@code second}. */
  String joined(String name, String first, String second) {
    return node("Concat", name, List.of(first, second), axis(1));
  }

  static AttributeProto axis(int axis) {
    return AttributeProto.newBuilder()
        .setName("axis")
        .setType(AttributeProto.AttributeType.INT)
        .setI(axis)
        .build();
  }

  private String weighted(String operator, String layer, String input, AttributeProto... how) {
    String bias = layer + ".bias";
    List<String> inputs =
        weights.containsKey(bias)
            ? List.of(input, weight(layer + ".weight"), weight(bias))
            : List.of(input, weight(layer + ".weight"));
    return node(operator, layer, inputs, how);
  }

  static Tensor tensor(Map<String, Tensor> weights, String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  private String weight(String name) {
    return constant(name, tensor(weights, name));
  }

  /** Adds constants to the file, in single precision. All passes share them. */
  String constant(String name, Tensor tensor) {
    if (!pass.isEmpty()) {
      return name;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(tensor.size(), Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    IntStream.range(0, tensor.size()).forEach(i -> bytes.putFloat((float) tensor.at(i)));
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addAllDims(IntStream.of(tensor.shape()).asLongStream().boxed().toList())
            .setRawData(UnsafeByteOperations.unsafeWrap(bytes.flip())));
    return name;
  }

  String node(String operator, String name, List<String> inputs, AttributeProto... how) {
    return add(operator, pass + name, inputs, how);
  }

  private String add(String operator, String name, List<String> inputs, AttributeProto... how) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(how)));
    return name;
  }

  static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(LongStream.of(values).boxed().toList())
        .build();
  }
}
