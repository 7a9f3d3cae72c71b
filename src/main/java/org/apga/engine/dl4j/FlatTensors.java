package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.Parameter;
import org.apga.engine.Precision;
import org.apga.engine.Tensor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Where each of PyTorch's tensors lies in Deeplearning4j's flat vectors.
 *
 * <p>A graph keeps all parameters in one vector and all gradients in another of the same layout;
 * Adam's moments lie in two more. Within a tensor the elements have PyTorch's order: convolutions
 * are row-major here too, and the transposed dense weights lie column by column.
 */
final class FlatTensors {
  private record Slot(Parameter parameter, int offset) {}

  private static final Map<String, String> SUFFIXES =
      Map.of(
          "W", "weight",
          "b", "bias",
          "gamma", "weight",
          "beta", "bias",
          "mean", "running_mean",
          "var", "running_var");

  private final List<Slot> slots = new ArrayList<>();
  private final Precision precision;
  private final long length;

  FlatTensors(ComputationGraph graph, List<Parameter> parameters, Precision precision) {
    this.precision = precision;
    this.length = graph.params().length();
    Map<String, Integer> offsets = new HashMap<>();
    INDArray vector = graph.params();
    for (Map.Entry<String, INDArray> entry : graph.paramTable().entrySet()) {
      String key = entry.getKey();
      int split = key.lastIndexOf('_');
      String name = key.substring(0, split) + "." + SUFFIXES.get(key.substring(split + 1));
      offsets.put(name, Math.toIntExact(entry.getValue().offset() - vector.offset()));
    }
    for (Parameter parameter : parameters) {
      Integer at = offsets.get(parameter.name());
      if (at == null) {
        throw new IllegalStateException("The graph has no tensor " + parameter.name() + ".");
      }
      slots.add(new Slot(parameter, at));
    }
  }

  /** Where every tensor begins. */
  List<GraphLayout.Place> places() {
    return slots.stream().map(s -> new GraphLayout.Place(s.parameter(), s.offset())).toList();
  }

  /** The view of one tensor, flat, in a vector of parameters or gradients. */
  INDArray slice(INDArray vector, String name) {
    for (Slot slot : slots) {
      if (slot.parameter().name().equals(name)) {
        return slice(vector, slot);
      }
    }
    throw new IllegalArgumentException("Cannot find tensor " + name + ": no such name.");
  }

  private static INDArray slice(INDArray vector, Slot slot) {
    return vector
        .reshape(vector.length())
        .get(NDArrayIndex.interval(slot.offset(), slot.offset() + slot.parameter().size()));
  }

  /**
   * What selects running statistics from a vector, or all else.
   *
   * @return 1 where a tensor is trained, 0 where it is not
   */
  INDArray trained() {
    INDArray mask = Nd4j.ones(Layers.dataType(precision), length);
    for (Slot slot : slots) {
      if (!slot.parameter().trained()) {
        slice(mask, slot).assign(0);
      }
    }
    return mask;
  }

  /** All tensors in the parameter vector. */
  Map<String, Tensor> parameters(INDArray vector) {
    return read(slots, vector);
  }

  /** The trained tensors in a vector of gradients or moments. */
  Map<String, Tensor> trained(INDArray vector) {
    return read(trainedSlots(), vector);
  }

  /** Overwrites the parameter vector; {@code tensors} are complete. */
  void writeParameters(Map<String, Tensor> tensors, INDArray vector) {
    write(tensors, slots, vector);
  }

  /** Overwrites a vector of gradients or moments; running statistics become 0. */
  void writeTrained(Map<String, Tensor> tensors, INDArray vector) {
    write(tensors, trainedSlots(), vector);
  }

  private List<Slot> trainedSlots() {
    return slots.stream().filter(slot -> slot.parameter().trained()).toList();
  }

  private static Map<String, Tensor> read(List<Slot> some, INDArray vector) {
    INDArray copy = vector.dup('c');
    int[] length = {Math.toIntExact(vector.length())};
    Tensor whole =
        vector.dataType() == DataType.DOUBLE
            ? new Tensor.Doubles(length, copy.data().asDouble())
            : new Tensor.Floats(length, copy.data().asFloat());
    copy.close();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Slot slot : some) {
      Parameter parameter = slot.parameter();
      tensors.put(parameter.name(), whole.slice(slot.offset(), parameter.shape()));
    }
    return tensors;
  }

  private static void write(Map<String, Tensor> tensors, List<Slot> some, INDArray vector) {
    vector.assign(0);
    for (Slot slot : some) {
      INDArray values =
          tensor(tensors, slot) instanceof Tensor.Doubles doubles
              ? Nd4j.createFromArray(doubles.values())
              : Nd4j.createFromArray(((Tensor.Floats) tensor(tensors, slot)).values());
      slice(vector, slot).assign(values);
      values.close();
    }
  }

  private static Tensor tensor(Map<String, Tensor> tensors, Slot slot) {
    Tensor tensor = tensors.get(slot.parameter().name());
    if (tensor == null) {
      throw new IllegalStateException("No tensor " + slot.parameter().name() + ".");
    }
    return tensor;
  }
}
