package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.Parameter;
import org.apga.engine.Precision;
import org.apga.engine.Tensor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Where each of PyTorch's tensors lies in Deeplearning4j's flat vectors.
 *
 * <p>A graph keeps all parameters in one vector, all gradients in another of the same layout, and
 * Adam's moments in a third: for each updater block (a run of parameters between two batch norms'
 * running statistics) all first moments, then all second ones. Within a tensor the elements have
 * PyTorch's order: convolutions are row-major here too, and the transposed dense weights lie column
 * by column.
 */
final class FlatTensors {
  /** Adam's moments. */
  enum Moment {
    FIRST,
    SECOND
  }

  private record Slot(Parameter parameter, int offset, int firstMoment, int secondMoment) {}

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

  FlatTensors(ComputationGraph graph, List<Parameter> parameters, Precision precision) {
    this.precision = precision;
    Map<String, int[]> offsets = new LinkedHashMap<>();
    BaseMultiLayerUpdater<?> updater = graph.getUpdater();
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
      for (UpdaterBlock.ParamState state : block.getLayersAndVariablesInBlock()) {
        String layer = state.getLayer().getConfig().getLayerName();
        int first =
            block.getUpdaterViewOffsetStart()
                + state.getParamOffsetStart()
                - block.getParamOffsetStart();
        offsets.put(
            layer + "." + SUFFIXES.get(state.getParamName()),
            new int[] {state.getParamOffsetStart(), first, first + length});
      }
    }
    for (Parameter parameter : parameters) {
      int[] at = offsets.get(parameter.name());
      if (at == null) {
        throw new IllegalStateException("The graph has no tensor " + parameter.name() + ".");
      }
      slots.add(new Slot(parameter, at[0], at[1], at[2]));
    }
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

  /** Sets what is not trained to 0 in a vector of gradients. */
  void clearRunningStatistics(INDArray vector) {
    for (Slot slot : slots) {
      if (!slot.parameter().trained()) {
        slice(vector, slot).assign(0);
      }
    }
  }

  /** All tensors in the parameter vector. */
  Map<String, Tensor> parameters(INDArray vector) {
    HostVector host = HostVector.of(vector);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Slot slot : slots) {
      put(tensors, slot, host, slot.offset());
    }
    return tensors;
  }

  /** The trained tensors in a vector of gradients. */
  Map<String, Tensor> gradients(INDArray vector) {
    HostVector host = HostVector.of(vector);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Slot slot : slots) {
      if (slot.parameter().trained()) {
        put(tensors, slot, host, slot.offset());
      }
    }
    return tensors;
  }

  /** One of Adam's moments in the updater's vector. */
  Map<String, Tensor> moments(INDArray vector, Moment moment) {
    HostVector host = HostVector.of(vector);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Slot slot : slots) {
      if (slot.parameter().trained()) {
        put(tensors, slot, host, offset(slot, moment));
      }
    }
    return tensors;
  }

  /** Overwrites the parameter vector; {@code tensors} are complete. */
  void writeParameters(Map<String, Tensor> tensors, INDArray vector) {
    HostVector host = HostVector.zeros(precision, vector.length());
    for (Slot slot : slots) {
      host.write(slot.offset(), tensor(tensors, slot));
    }
    host.into(vector);
  }

  /** Overwrites a vector of gradients; running statistics become 0. */
  void writeGradients(Map<String, Tensor> tensors, INDArray vector) {
    HostVector host = HostVector.zeros(precision, vector.length());
    for (Slot slot : slots) {
      if (slot.parameter().trained()) {
        host.write(slot.offset(), tensor(tensors, slot));
      }
    }
    host.into(vector);
  }

  /** Overwrites the updater's vector. */
  void writeMoments(Map<String, Tensor> first, Map<String, Tensor> second, INDArray vector) {
    HostVector host = HostVector.zeros(precision, vector.length());
    for (Slot slot : slots) {
      if (slot.parameter().trained()) {
        host.write(slot.firstMoment(), tensor(first, slot));
        host.write(slot.secondMoment(), tensor(second, slot));
      }
    }
    host.into(vector);
  }

  private static int offset(Slot slot, Moment moment) {
    return moment == Moment.FIRST ? slot.firstMoment() : slot.secondMoment();
  }

  private static void put(Map<String, Tensor> tensors, Slot slot, HostVector host, int offset) {
    Parameter parameter = slot.parameter();
    tensors.put(parameter.name(), host.read(offset, parameter.shape()));
  }

  private static Tensor tensor(Map<String, Tensor> tensors, Slot slot) {
    Tensor tensor = tensors.get(slot.parameter().name());
    if (tensor == null) {
      throw new IllegalStateException("No tensor " + slot.parameter().name() + ".");
    }
    return tensor;
  }
}
