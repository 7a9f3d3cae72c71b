package org.apga.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Parameter;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes one batch norm's running variance PyTorch's.
 *
 * <p>Deeplearning4j moves the running variance by a gradient entry, momentum * (running - batch),
 * with the batch's biased variance. PyTorch takes the unbiased one, n / (n - 1) times that, where n
 * is images x height x width. With f = n / (n - 1) the right entry is f * entry + momentum * (1 -
 * f) * running. For n = 1 the variance is 0 and stays biased.
 */
final class RunningVariance {
  private final INDArray running;
  private final INDArray entry;
  private final INDArray scratch;
  private final long pixels;

  private RunningVariance(INDArray running, INDArray entry, long pixels) {
    this.running = running;
    this.entry = entry;
    this.scratch = Nd4j.createUninitialized(running.dataType(), running.length());
    this.pixels = pixels;
  }

  /** One for each batch norm of a graph. */
  static List<RunningVariance> of(
      ComputationGraph graph, FlatTensors layout, List<Parameter> parameters, int imageSize) {
    Map<String, InputType> outputs =
        graph
            .getConfiguration()
            .getLayerActivationTypes(true, InputType.convolutional(imageSize, imageSize, 3));
    List<RunningVariance> all = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (parameter.kind() == Parameter.Kind.RUNNING_VARIANCE) {
        String name = parameter.name();
        String layer = name.substring(0, name.lastIndexOf('.'));
        InputType.InputTypeConvolutional output =
            (InputType.InputTypeConvolutional) Objects.requireNonNull(outputs.get(layer));
        all.add(
            new RunningVariance(
                layout.slice(graph.params(), name),
                layout.slice(graph.getFlattenedGradients(), name),
                output.getHeight() * output.getWidth()));
      }
    }
    return all;
  }

  /** Corrects the gradient entry of a batch of so many images. */
  void unbias(int images) {
    double n = (double) images * pixels;
    if (n > 1) {
      double factor = n / (n - 1);
      entry.muli(factor);
      entry.addi(running.mul(DenseNetSpec.NORM_MOMENTUM * (1 - factor), scratch));
    }
  }

  void close() {
    scratch.close();
  }
}
