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
 * Updates the running statistics of batch norms as PyTorch does.
 *
 * <p>Deeplearning4j updates the running variance by a gradient entry, momentum * (running - batch),
 * with the batch's biased variance. PyTorch uses the unbiased one, n / (n - 1) times that, where n
 * is images x height x width. With f = n / (n - 1) the right entry is f * entry + momentum * (1 -
 * f) * running. For n = 1 the variance is 0 and stays biased.
 */
final class RunningStatistics implements AutoCloseable {
  /** One batch norm's variance; {@code pixels} is the size of a feature map that it normalises. */
  private record Variance(INDArray running, INDArray entry, INDArray scratch, long pixels) {
    void unbias(int images) {
      double n = (double) images * pixels;
      if (n > 1) {
        double factor = n / (n - 1);
        entry.muli(factor);
        entry.addi(running.mul(DenseNetSpec.NORM_MOMENTUM * (1 - factor), scratch));
      }
    }
  }

  private final ComputationGraph graph;
  private final List<Variance> variances = new ArrayList<>();
  private final INDArray trained;
  private final INDArray untrained;

  RunningStatistics(
      ComputationGraph graph, FlatTensors layout, List<Parameter> parameters, int imageSize) {
    this.graph = graph;
    this.trained = layout.trained();
    this.untrained = trained.rsub(1);
    Map<String, InputType> outputs =
        graph
            .getConfiguration()
            .getLayerActivationTypes(true, InputType.convolutional(imageSize, imageSize, 3));
    for (Parameter parameter : parameters) {
      if (parameter.kind() == Parameter.Kind.RUNNING_VARIANCE) {
        String name = parameter.name();
        String layer = name.substring(0, name.lastIndexOf('.'));
        InputType.InputTypeConvolutional output =
            (InputType.InputTypeConvolutional) Objects.requireNonNull(outputs.get(layer));
        INDArray running = layout.slice(graph.params(), name);
        variances.add(
            new Variance(
                running,
                layout.slice(graph.getFlattenedGradients(), name),
                Nd4j.createUninitialized(running.dataType(), running.length()),
                output.getHeight() * output.getWidth()));
      }
    }
  }

  /**
   * Updates the running statistics after a backward pass over {@code images} images, and leaves the
   * gradient of the mean loss. Deeplearning4j leaves sums over the images, and for running
   * statistics the amounts to subtract from them.
   *
   * @param share weight of the batch in the new statistics
   */
  void move(int images, double share) {
    variances.forEach(variance -> variance.unbias(images));
    long length = trained.length();
    INDArray gradient = graph.getFlattenedGradients().reshape(length);
    INDArray moves = gradient.mul(untrained);
    if (share != DenseNetSpec.NORM_MOMENTUM) {
      moves.muli(share / DenseNetSpec.NORM_MOMENTUM);
    }
    graph.params().reshape(length).subi(moves);
    moves.close();
    gradient.muli(trained);
    gradient.divi(images);
  }

  @Override
  public void close() {
    variances.forEach(variance -> variance.scratch.close());
    trained.close();
    untrained.close();
  }
}
