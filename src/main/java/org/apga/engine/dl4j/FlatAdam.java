package org.apga.engine.dl4j;

import java.util.Objects;
import org.apga.engine.AdamSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam over a graph's flat vectors, as PyTorch computes it, with epsilon added after bias
 * correction:
 *
 * <pre>step = rate / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + epsilon)</pre>
 *
 * ND4J adds epsilon to sqrt(v) before the correction; its formula with epsilon * sqrt(1 - beta2^t)
 * in place of epsilon is this one.
 *
 * <p>Deeplearning4j's own driver cuts the vectors at every batch norm, for running statistics are
 * not trained: hundreds of small operations a step, a tenth of a DenseNet's time. Their gradient is
 * 0 here, and 0 is what Adam makes of that, so the vectors need no cuts. They do not decay.
 */
final class FlatAdam implements AutoCloseable {
  private final AdamSpec spec;
  private final INDArray parameters;
  private final INDArray gradients;
  private final INDArray first;
  private final INDArray second;
  private final @Nullable INDArray average;
  private final @Nullable INDArray decaying;
  private final @Nullable HostAdam host;
  private double rate;
  private int steps;
  private boolean averaged;
  private boolean numbers = true;

  /**
   * @param layout of both vectors
   */
  FlatAdam(AdamSpec spec, FlatTensors layout, INDArray parameters, INDArray gradients) {
    long length = parameters.length();
    this.spec = spec;
    this.rate = spec.learningRate();
    this.parameters = parameters.reshape(length);
    this.gradients = gradients.reshape(length);
    this.first = Nd4j.zeros(parameters.dataType(), length);
    this.second = Nd4j.zeros(parameters.dataType(), length);
    this.average = spec.averages() ? Nd4j.zeros(parameters.dataType(), length) : null;
    boolean onHost = parameters.dataType() == DataType.FLOAT && NativeBackend.isCpu();
    this.decaying = !onHost && spec.weightDecay() > 0 ? layout.trained() : null;
    this.host =
        onHost
            ? new HostAdam(
                spec, layout.trainedBounds(), this.parameters, this.gradients, first, second)
            : null;
  }

  /** Goes on after so many steps, with moments that the caller writes. */
  void resume(int after) {
    steps = after;
  }

  int steps() {
    return steps;
  }

  /** Sets the learning rate to a share of the spec's. */
  void rate(double share) {
    rate = share * spec.learningRate();
  }

  /** The mean of gradients, in the layout of the parameters. */
  INDArray firstMoments() {
    return first;
  }

  /** The mean of squared gradients, in the layout of the parameters. */
  INDArray secondMoments() {
    return second;
  }

  /** The moving average of the parameters so far; null where none is kept or no step was made. */
  @Nullable INDArray average() {
    return averaged ? average : null;
  }

  /** Goes on with an average that the caller writes into what this gives. */
  INDArray resumeAverage() {
    averaged = true;
    return Objects.requireNonNull(average);
  }

  /** Exchanges the parameters and their average; whether there is one. */
  boolean exchangeAverage() {
    INDArray kept = average();
    if (kept == null) {
      return false;
    }
    INDArray own = parameters.dup();
    parameters.assign(kept);
    kept.assign(own);
    own.close();
    return true;
  }

  /** One step along the gradients, which it may overwrite. */
  void step() {
    if (host != null) {
      numbers = host.step(steps + 1, rate, average, averaged);
    } else {
      step(rate);
      numbers = isNumber(parameters) && isNumber(second);
      move();
    }
    averaged = average != null;
    steps++;
  }

  private void step(double now) {
    if (spec.largestNorm() > 0) {
      gradients.muli(spec.clipping(gradients.norm2Number().doubleValue()));
    }
    if (decaying != null) {
      INDArray kept = decaying.mul(-now * spec.weightDecay()).addi(1);
      parameters.muli(kept);
      kept.close();
    }
    double epsilon = spec.epsilon() * Math.sqrt(1 - Math.pow(spec.beta2(), steps + 1));
    Nd4j.exec(
        new AdamUpdater(gradients, second, first, now, spec.beta1(), spec.beta2(), epsilon, steps));
    parameters.subi(gradients);
  }

  private void move() {
    if (average != null && averaged) {
      INDArray way = parameters.sub(average).muli(1 - spec.averageDecay());
      average.addi(way);
      way.close();
    } else if (average != null) {
      average.assign(parameters);
    }
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
    if (average != null) {
      average.close();
    }
    if (decaying != null) {
      decaying.close();
    }
  }
}
