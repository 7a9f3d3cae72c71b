package org.apga.engine.dl4j;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Copies runs of flat vectors to host memory and back. A DenseNet has hundreds of short ones, so on
 * a CPU they are copied in place instead of by an operation each.
 */
record FlatRuns(int[] bounds, int length) {
  static FlatRuns of(NormPlaces places) {
    return new FlatRuns(places.bounds(), places.length());
  }

  /** The elements of the runs, one run behind the other. */
  double[] read(INDArray vector) {
    double[] values = new double[length];
    int at = 0;
    for (int r = 0; r < bounds.length; r += 2) {
      int count = bounds[r + 1] - bounds[r];
      if (!NativeBackend.isCpu()) {
        System.arraycopy(slice(vector, r).dup().data().asDouble(), 0, values, at, count);
      } else if (vector.dataType() == DataType.DOUBLE) {
        doubles(vector).get(bounds[r], values, at, count);
      } else {
        FloatBuffer floats = floats(vector);
        for (int i = 0; i < count; i++) {
          values[at + i] = floats.get(bounds[r] + i);
        }
      }
      at += count;
    }
    return values;
  }

  /** Overwrites the runs; {@code values} were read from vectors of the same precision. */
  void write(INDArray vector, double[] values) {
    int at = 0;
    for (int r = 0; r < bounds.length; r += 2) {
      int count = bounds[r + 1] - bounds[r];
      if (!NativeBackend.isCpu()) {
        INDArray run = Nd4j.createFromArray(Arrays.copyOfRange(values, at, at + count));
        slice(vector, r).assign(run);
        run.close();
      } else if (vector.dataType() == DataType.DOUBLE) {
        doubles(vector).put(bounds[r], values, at, count);
      } else {
        FloatBuffer floats = floats(vector);
        for (int i = 0; i < count; i++) {
          floats.put(bounds[r] + i, (float) values[at + i]);
        }
      }
      at += count;
    }
  }

  private INDArray slice(INDArray vector, int run) {
    return vector.reshape(vector.length()).get(NDArrayIndex.interval(bounds[run], bounds[run + 1]));
  }

  private static FloatBuffer floats(INDArray vector) {
    return new FloatPointer(vector.data().addressPointer()).capacity(vector.length()).asBuffer();
  }

  private static DoubleBuffer doubles(INDArray vector) {
    return new DoublePointer(vector.data().addressPointer()).capacity(vector.length()).asBuffer();
  }
}
