package org.apga.engine.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.apga.engine.AdamSpec;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adam in single precision on a CPU: {@link FlatAdam}'s formula in one pass. The compiler
 * vectorises the loop over a piece on the heap, and the piece stays in the cache, so it takes a
 * third of the time of ND4J's operation and subtraction.
 */
final class HostAdam {
  /** Floats; four arrays of them fit a core's second-level cache. */
  private static final int PIECE = 1 << 13;

  private final AdamSpec spec;
  private final int[] trained;
  private final FloatBuffer parameters;
  private final FloatBuffer gradients;
  private final FloatBuffer first;
  private final FloatBuffer second;
  private final float[] p = new float[PIECE];
  private final float[] g = new float[PIECE];
  private final float[] m = new float[PIECE];
  private final float[] v = new float[PIECE];

  /**
   * Element i is NaN if the last step left a non-finite value at a place i of some piece, else 0.
   */
  private final float[] doubt = new float[PIECE];

  /**
   * All vectors are dense, of one length.
   *
   * @param trained {@link FlatTensors#trainedBounds}
   */
  HostAdam(
      AdamSpec spec,
      int[] trained,
      INDArray parameters,
      INDArray gradients,
      INDArray first,
      INDArray second) {
    this.spec = spec;
    this.trained = trained;
    this.parameters = floats(parameters);
    this.gradients = floats(gradients);
    this.first = floats(first);
    this.second = floats(second);
  }

  private static FloatBuffer floats(INDArray vector) {
    return new FloatPointer(vector.data().addressPointer()).capacity(vector.length()).asBuffer();
  }

  /**
   * One step along the gradients, which are left unchanged.
   *
   * @param number of the step, from 1
   * @param apart runs of the vectors, as {@link FlatRuns#bounds}, that have their own step count
   * @param numberApart of the step in that count
   * @param rate of this step
   * @param average of the parameters, which is updated; null if none is kept
   * @param averaged whether {@code average} already contains one
   * @return whether parameters and moments are finite now; in rare cases false although they are,
   *     if one exceeds half of the largest float
   */
  boolean step(
      int number,
      int[] apart,
      int numberApart,
      double rate,
      @Nullable INDArray average,
      boolean averaged) {
    Arrays.fill(doubt, 0);
    Corrections all = Corrections.of(spec, number, rate);
    Corrections others = Corrections.of(spec, numberApart, rate);
    int run = 0;
    float clipping = spec.largestNorm() > 0 ? (float) spec.clipping(norm()) : 1;
    FloatBuffer moving = average == null ? null : floats(average);
    int length = parameters.capacity();
    for (int from = 0; from < length; from += PIECE) {
      int count = Math.min(PIECE, length - from);
      parameters.get(from, p, 0, count);
      gradients.get(from, g, 0, count);
      first.get(from, m, 0, count);
      second.get(from, v, 0, count);
      if (clipping < 1) {
        for (int i = 0; i < count; i++) {
          g[i] *= clipping;
        }
      }
      if (spec.weightDecay() > 0) {
        decay(from, count, (float) (rate * spec.weightDecay()));
      }
      int done = 0;
      while (run < apart.length && apart[run] < from + count) {
        int begin = Math.max(apart[run] - from, done);
        int end = Math.min(apart[run + 1] - from, count);
        step(done, begin, all);
        step(begin, end, others);
        done = end;
        if (apart[run + 1] > from + count) {
          break;
        }
        run += 2;
      }
      step(done, count, all);
      parameters.put(from, p, 0, count);
      first.put(from, m, 0, count);
      second.put(from, v, 0, count);
      if (moving != null) {
        move(moving, averaged, from, count);
      }
    }
    for (float sum : doubt) {
      if (Float.isNaN(sum)) {
        return false;
      }
    }
    return true;
  }

  /** Bias corrections of the moments, which start at 0, at a step. */
  private record Corrections(float rate, float scale) {
    static Corrections of(AdamSpec spec, int number, double rate) {
      double first = 1 - Math.pow(spec.beta1(), number);
      double second = Math.sqrt(1 - Math.pow(spec.beta2(), number));
      return new Corrections((float) (rate / first), (float) (1 / second));
    }
  }

  private void step(int from, int to, Corrections corrections) {
    float rate = corrections.rate;
    float scale = corrections.scale;
    float beta1 = (float) spec.beta1();
    float beta2 = (float) spec.beta2();
    float gain1 = (float) (1 - spec.beta1());
    float gain2 = (float) (1 - spec.beta2());
    float epsilon = (float) spec.epsilon();
    for (int i = from; i < to; i++) {
      float mean = beta1 * m[i] + gain1 * g[i];
      float square = beta2 * v[i] + gain2 * g[i] * g[i];
      m[i] = mean;
      v[i] = square;
      p[i] -= rate * mean / ((float) Math.sqrt(square) * scale + epsilon);
      // A first moment that is not finite makes the parameter not finite.
      doubt[i] += (p[i] + square) * 0;
    }
  }

  /** The norm of all gradients, summed in double precision. */
  private double norm() {
    // Four sums, because consecutive additions to one sum would wait for each other.
    double[] sums = new double[4];
    int length = gradients.capacity();
    for (int from = 0; from < length; from += PIECE) {
      int count = Math.min(PIECE, length - from);
      gradients.get(from, g, 0, count);
      for (int i = 0; i < count; i++) {
        sums[i & 3] += (double) g[i] * g[i];
      }
    }
    return Math.sqrt(sums[0] + sums[1] + sums[2] + sums[3]);
  }

  private void decay(int from, int count, float share) {
    for (int r = 0; r < trained.length; r += 2) {
      int end = Math.min(trained[r + 1] - from, count);
      for (int i = Math.max(trained[r] - from, 0); i < end; i++) {
        p[i] -= share * p[i];
      }
    }
  }

  /**
   * Updates the average of a piece; reuses the array of its gradients, which are not needed any
   * more.
   */
  private void move(FloatBuffer moving, boolean averaged, int from, int count) {
    if (averaged) {
      float gain = (float) (1 - spec.averageDecay());
      moving.get(from, g, 0, count);
      for (int i = 0; i < count; i++) {
        g[i] += gain * (p[i] - g[i]);
      }
      moving.put(from, g, 0, count);
    } else {
      moving.put(from, p, 0, count);
    }
  }
}
