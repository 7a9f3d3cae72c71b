package org.apga.engine.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.apga.engine.AdamSpec;
import org.bytedeco.javacpp.FloatPointer;
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
 * 0 here, and 0 is what Adam makes of that, so the vectors need no cuts.
 */
final class FlatAdam implements AutoCloseable {
  private final AdamSpec spec;
  private final INDArray parameters;
  private final INDArray gradients;
  private final INDArray first;
  private final INDArray second;
  private final @Nullable HostAdam host;
  private int steps;
  private boolean numbers = true;

  FlatAdam(AdamSpec spec, INDArray parameters, INDArray gradients) {
    long length = parameters.length();
    this.spec = spec;
    this.parameters = parameters.reshape(length);
    this.gradients = gradients.reshape(length);
    this.first = Nd4j.zeros(parameters.dataType(), length);
    this.second = Nd4j.zeros(parameters.dataType(), length);
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
      double epsilon = spec.epsilon() * Math.sqrt(1 - Math.pow(spec.beta2(), steps + 1));
      Nd4j.exec(
          new AdamUpdater(
              gradients,
              second,
              first,
              spec.learningRate(),
              spec.beta1(),
              spec.beta2(),
              epsilon,
              steps));
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

  /**
   * Adam in single precision on a CPU, {@link FlatAdam}'s formula in one pass: the compiler turns
   * the loop over a piece on the heap into vector instructions, and the piece stays in the cache,
   * so it takes a third of the time of ND4J's operation and subtraction.
   */
  private static final class HostAdam {
    /** Floats; four arrays of them fit a core's second-level cache. */
    private static final int PIECE = 1 << 13;

    private final AdamSpec spec;
    private final FloatBuffer parameters;
    private final FloatBuffer gradients;
    private final FloatBuffer first;
    private final FloatBuffer second;
    private final float[] p = new float[PIECE];
    private final float[] g = new float[PIECE];
    private final float[] m = new float[PIECE];
    private final float[] v = new float[PIECE];

    /** 0 where what the last step left at places of this remainder are numbers, else NaN. */
    private final float[] doubt = new float[PIECE];

    /** All vectors are dense, of one length. */
    HostAdam(
        AdamSpec spec, INDArray parameters, INDArray gradients, INDArray first, INDArray second) {
      this.spec = spec;
      this.parameters = floats(parameters);
      this.gradients = floats(gradients);
      this.first = floats(first);
      this.second = floats(second);
    }

    private static FloatBuffer floats(INDArray vector) {
      return new FloatPointer(vector.data().addressPointer()).capacity(vector.length()).asBuffer();
    }

    /**
     * One step along the gradients, which it leaves as they are.
     *
     * @param number of the step, from 1
     * @return whether parameters and moments are numbers now; seldom false where one is a number
     *     beyond the half of the largest
     */
    boolean step(int number) {
      Arrays.fill(doubt, 0);
      double firstCorrection = 1 - Math.pow(spec.beta1(), number);
      double secondCorrection = Math.sqrt(1 - Math.pow(spec.beta2(), number));
      float rate = (float) (spec.learningRate() / firstCorrection);
      float scale = (float) (1 / secondCorrection);
      int length = parameters.capacity();
      for (int from = 0; from < length; from += PIECE) {
        int count = Math.min(PIECE, length - from);
        parameters.get(from, p, 0, count);
        gradients.get(from, g, 0, count);
        first.get(from, m, 0, count);
        second.get(from, v, 0, count);
        step(count, rate, scale);
        parameters.put(from, p, 0, count);
        first.put(from, m, 0, count);
        second.put(from, v, 0, count);
      }
      for (float sum : doubt) {
        if (Float.isNaN(sum)) {
          return false;
        }
      }
      return true;
    }

    private void step(int count, float rate, float scale) {
      float beta1 = (float) spec.beta1();
      float beta2 = (float) spec.beta2();
      float gain1 = (float) (1 - spec.beta1());
      float gain2 = (float) (1 - spec.beta2());
      float epsilon = (float) spec.epsilon();
      for (int i = 0; i < count; i++) {
        float mean = beta1 * m[i] + gain1 * g[i];
        float square = beta2 * v[i] + gain2 * g[i] * g[i];
        m[i] = mean;
        v[i] = square;
        p[i] -= rate * mean / ((float) Math.sqrt(square) * scale + epsilon);
        // A first moment that is no number leaves no parameter.
        doubt[i] += (p[i] + square) * 0;
      }
    }
  }
}
