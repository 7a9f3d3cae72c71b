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
 * in place of epsilon is equal to this one.
 *
 * <p>Deeplearning4j's own updater splits the vectors at every batch norm, because running
 * statistics are not trained. That takes hundreds of small operations per step, a tenth of a
 * DenseNet's time. Here their gradient is 0, which Adam turns into a step of 0, so the vectors need
 * not be split. They do not decay.
 */
final class FlatAdam implements AutoCloseable {
  private static final int[] NOTHING = {};

  private final AdamSpec spec;
  private final INDArray parameters;
  private final INDArray gradients;
  private final INDArray first;
  private final INDArray second;
  private final @Nullable INDArray average;
  private final @Nullable INDArray decaying;
  private final @Nullable HostAdam host;
  private @Nullable FlatRuns apart;
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

  /** Resumes after {@code after} steps, with moments that the caller writes. */
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

  /** The moving average of the parameters so far; null if none is kept or no step was made. */
  @Nullable INDArray average() {
    return averaged ? average : null;
  }

  /** The average, to be overwritten by the caller with the one to resume from. */
  INDArray resumeAverage() {
    averaged = true;
    return Objects.requireNonNull(average);
  }

  /** Exchanges the parameters and their average; returns whether there is one. */
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

  /** Sets the runs of the vectors with their own step count: norms of which there are two sets. */
  void countApart(FlatRuns runs) {
    apart = runs;
  }

  /**
   * One step along the gradients, which it may overwrite.
   *
   * @param numberApart number of the step for runs with their own count, from 1
   */
  void step(int numberApart) {
    if (host != null) {
      int[] bounds = apart == null ? NOTHING : apart.bounds();
      numbers = host.step(steps + 1, bounds, numberApart, rate, average, averaged);
    } else {
      step(rate, numberApart);
      numbers = isNumber(parameters) && isNumber(second);
      move();
    }
    averaged = average != null;
    steps++;
  }

  private void step(double now, int numberApart) {
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
    if (apart != null) {
      apart.write(gradients, moves(apart.read(first), apart.read(second), now, numberApart));
    }
    parameters.subi(gradients);
  }

  /** The amounts that a step subtracts from parameters. */
  private double[] moves(double[] means, double[] squares, double now, int number) {
    double firstCorrection = 1 - Math.pow(spec.beta1(), number);
    double secondCorrection = 1 - Math.pow(spec.beta2(), number);
    double[] moves = new double[means.length];
    for (int i = 0; i < moves.length; i++) {
      moves[i] =
          now
              / firstCorrection
              * means[i]
              / (Math.sqrt(squares[i] / secondCorrection) + spec.epsilon());
    }
    return moves;
  }

  /**
   * The average after a step, for values outside the vectors.
   *
   * @param before the average before the step
   * @param now the values to average
   */
  double[] movedAverage(double[] before, double[] now) {
    double[] moved = new double[now.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = before[i] + (1 - spec.averageDecay()) * (now[i] - before[i]);
    }
    return moved;
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

  /** A sum is finite only if all its terms are. */
  private static boolean isNumber(INDArray vector) {
    return Double.isFinite(vector.sumNumber().doubleValue());
  }

  /** Whether parameters and moments are certainly finite after the last step. */
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
