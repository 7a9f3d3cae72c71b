package org.apga.engine.dl4j;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apga.engine.Parameter;
import org.apga.engine.Precision;
import org.apga.engine.Tensor;
import org.apga.engine.dl4j.GraphLayout.Place;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The places of PyTorch's tensors in Deeplearning4j's flat vectors.
 *
 * <p>A graph keeps all parameters in one vector and all gradients in another of the same layout;
 * Adam's moments are in two more. Within a tensor the elements have PyTorch's order: convolutions
 * are row-major here too, and the transposed dense weights are stored column by column.
 */
final class FlatTensors {
  private static final Map<String, String> SUFFIXES =
      Map.of(
          "W", "weight",
          "b", "bias",
          "gamma", "weight",
          "beta", "bias",
          "mean", "running_mean",
          "var", "running_var");

  private final List<Place> places = new ArrayList<>();
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
        throw new IllegalStateException(
            "Cannot lay out the network: the graph has no tensor " + parameter.name() + ".");
      }
      places.add(new Place(parameter, at));
    }
  }

  /** The place of every tensor. */
  List<Place> places() {
    return places;
  }

  /** The view of one tensor, flat, in a vector of parameters or gradients. */
  INDArray slice(INDArray vector, String name) {
    return slice(vector, Place.find(places, name));
  }

  private static INDArray slice(INDArray vector, Place place) {
    return vector
        .reshape(vector.length())
        .get(NDArrayIndex.interval(place.offset(), place.offset() + place.parameter().size()));
  }

  /**
   * A mask that separates trained elements of a vector from running statistics.
   *
   * @return 1 where a tensor is trained, 0 where it is not
   */
  INDArray trained() {
    INDArray mask = Nd4j.ones(Layers.dataType(precision), length);
    for (Place place : places) {
      if (!place.parameter().trained()) {
        slice(mask, place).assign(0);
      }
    }
    return mask;
  }

  /**
   * Bounds of the runs of trained tensors: from the first number up to the second, from the third
   * up to the fourth, and so on, in order.
   */
  int[] trainedBounds() {
    List<Integer> bounds = new ArrayList<>();
    for (Place place : places.stream().sorted(comparingInt(Place::offset)).toList()) {
      int last = bounds.size() - 1;
      if (place.parameter().trained()) {
        int end = place.offset() + place.parameter().size();
        if (last > 0 && bounds.get(last) == place.offset()) {
          bounds.set(last, end);
        } else {
          bounds.addAll(List.of(place.offset(), end));
        }
      }
    }
    return bounds.stream().mapToInt(Integer::intValue).toArray();
  }

  /** All tensors in the parameter vector. */
  Map<String, Tensor> parameters(INDArray vector) {
    return Place.tensors(places, onHost(vector), false);
  }

  /** The trained tensors in a vector of gradients or moments. */
  Map<String, Tensor> trained(INDArray vector) {
    return Place.tensors(places, onHost(vector), true);
  }

  /** Overwrites the parameter vector; {@code tensors} must be complete. */
  void writeParameters(Map<String, Tensor> tensors, INDArray vector) {
    write(tensors, places, vector);
  }

  /** Overwrites a vector of gradients or moments; running statistics become 0. */
  void writeTrained(Map<String, Tensor> tensors, INDArray vector) {
    List<Place> trained = places.stream().filter(p -> p.parameter().trained()).toList();
    write(tensors, trained, vector);
  }

  private static Tensor onHost(INDArray vector) {
    INDArray copy = vector.dup('c');
    int[] length = {Math.toIntExact(vector.length())};
    Tensor whole =
        vector.dataType() == DataType.DOUBLE
            ? new Tensor.Doubles(length, copy.data().asDouble())
            : new Tensor.Floats(length, copy.data().asFloat());
    copy.close();
    return whole;
  }

  private static void write(Map<String, Tensor> tensors, List<Place> some, INDArray vector) {
    vector.assign(0);
    for (Place place : some) {
      Tensor tensor = Objects.requireNonNull(tensors.get(place.parameter().name()));
      INDArray values =
          tensor instanceof Tensor.Doubles doubles
              ? Nd4j.createFromArray(doubles.values())
              : Nd4j.createFromArray(((Tensor.Floats) tensor).values());
      slice(vector, place).assign(values);
      values.close();
    }
  }
}
