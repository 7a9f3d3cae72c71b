package org.apga.engine.dl4j.onednn;

import java.util.HashMap;
import java.util.Map;
import org.apga.engine.dl4j.onednn.Program.Operand;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Addresses of a graph's parameters and their gradients in Deeplearning4j's two flat vectors, which
 * have the same layout and do not move while the graph is open. A oneDNN plan reads and writes them
 * in place.
 */
final class FlatVectors {
  private final Map<String, Long> offsets = new HashMap<>();
  private final long parameters;
  private final long gradients;
  private double share;

  FlatVectors(ComputationGraph graph) {
    INDArray vector = graph.params();
    parameters = address(vector);
    gradients = address(graph.getFlattenedGradients());
    for (Map.Entry<String, INDArray> parameter : graph.paramTable().entrySet()) {
      offsets.put(
          parameter.getKey(), (parameter.getValue().offset() - vector.offset()) * Float.BYTES);
    }
  }

  /** Weight of a batch's statistics in the running ones, for plans that gather. */
  double share() {
    return share;
  }

  void share(double ofBatch) {
    share = ofBatch;
  }

  private static long address(INDArray vector) {
    return vector.data().addressPointer().address();
  }

  private long offset(String vertex, String parameter) {
    Long offset = offsets.get(vertex + "_" + parameter);
    if (offset == null) {
      throw new IllegalStateException(
          "Cannot find parameter " + parameter + " of " + vertex + ": the graph has none.");
    }
    return offset;
  }

  Operand parameter(String vertex, String parameter, memory.desc description) {
    return new Operand(description, null, parameters + offset(vertex, parameter));
  }

  Operand gradient(String vertex, String parameter, memory.desc description) {
    return new Operand(description, null, gradients + offset(vertex, parameter));
  }

  FloatPointer parameterFloats(String vertex, String parameter, int count) {
    Program.Address address = new Program.Address(parameters + offset(vertex, parameter));
    return new FloatPointer(address).capacity(count);
  }
}
