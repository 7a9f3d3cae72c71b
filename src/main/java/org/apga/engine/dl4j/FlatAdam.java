package org.apga.engine.dl4j;

import org.apga.engine.AdamSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * Adam over a graph's flat vectors.
 *
 * <p>Deeplearning4j's own driver cuts the vectors at every batch norm, for running statistics are
 * not trained: hundreds of small operations a step, a tenth of a DenseNet's time. Their gradient is
 * 0 here, and 0 is what Adam makes of that, so the vectors need no cuts.
 */
final class FlatAdam implements AutoCloseable {
  private final INDArray parameters;
  private final INDArray gradients;
  private final INDArray first;
  private final INDArray second;
  private final GradientUpdater<?> updater;
  private final @Nullable HostAdam host;
  private int steps;
  private boolean numbers = true;

  FlatAdam(AdamSpec spec, INDArray parameters, INDArray gradients) {
    long length = parameters.length();
    this.parameters = parameters.reshape(length);
    this.gradients = gradients.reshape(length);
    this.first = Nd4j.zeros(parameters.dataType(), length);
    this.second = Nd4j.zeros(parameters.dataType(), length);
    this.updater = new TorchAdam(spec).instantiate(first, second);
    this.host =
        parameters.dataType() == DataType.FLOAT && NativeBackend.isCpu()
            ? new HostAdam(spec, parameters, gradients, first, second)
            : null;
  }

  /** Goes on after so many steps, with moments that the caller writes. */
  void resume(int after) {
    steps = after;
  }

  int steps() {
    return steps;
  }

  /** The mean of gradients, in the layout of the parameters. */
  INDArray firstMoments() {
    return first;
  }

  /** The mean of squared gradients, in the layout of the parameters. */
  INDArray secondMoments() {
    return second;
  }

  /** One step along the gradients, which it may overwrite. */
  void step() {
    if (host != null) {
      numbers = host.step(steps + 1);
    } else {
      updater.applyUpdater(gradients, steps, 0);
      parameters.subi(gradients);
      numbers = isNumber(parameters) && isNumber(second);
    }
    steps++;
  }

  /** A sum is a number only if all that it adds up are. */
  private static boolean isNumber(INDArray vector) {
    return Double.isFinite(vector.sumNumber().doubleValue());
  }

  /** Whether parameters and moments are surely numbers after the last step. */
  boolean numbers() {
    return numbers;
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
