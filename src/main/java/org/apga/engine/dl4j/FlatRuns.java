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
 * a CPU they are copied in place instead of by one operation each.
 */
record FlatRuns(int[] bounds, int length) {
  static FlatRuns of(NormPlaces places) {
    return new FlatRuns(places.bounds(), places.length());
  }

  /** The elements of the runs, one run after the other. */
  double[] read(INDArray vector) {
    double[] values = new double[length];
    if (!NativeBackend.isCpu()) {
      each(
          (run, at, count) ->
              System.arraycopy(slice(vector, run).dup().data().asDouble(), 0, values, at, count));
    } else if (vector.dataType() == DataType.DOUBLE) {
      DoubleBuffer doubles = doubles(vector);
      each((run, at, count) -> doubles.get(bounds[run], values, at, count));
    } else {
      FloatBuffer floats = floats(vector);
      float[] elements = new float[length];
      each((run, at, count) -> floats.get(bounds[run], elements, at, count));
      Arrays.setAll(values, i -> elements[i]);
    }
    return values;
  }

  /** Overwrites the runs; {@code values} were read from vectors of the same precision. */
  void write(INDArray vector, double[] values) {
    if (!NativeBackend.isCpu()) {
      each(
          (run, at, count) -> {
            INDArray there = Nd4j.createFromArray(Arrays.copyOfRange(values, at, at + count));
            slice(vector, run).assign(there);
            there.close();
          });
    } else if (vector.dataType() == DataType.DOUBLE) {
      DoubleBuffer doubles = doubles(vector);
      each((run, at, count) -> doubles.put(bounds[run], values, at, count));
    } else {
      FloatBuffer floats = floats(vector);
      float[] elements = HostImages.floats(values);
      each((run, at, count) -> floats.put(bounds[run], elements, at, count));
    }
  }

  /** Copies a run. */
  private interface Copy {
    /**
     * @param run the index of its first bound
     * @param at its place among the elements of all runs
     */
    void copy(int run, int at, int count);
  }

  private void each(Copy copy) {
    int at = 0;
    for (int r = 0; r < bounds.length; r += 2) {
      int count = bounds[r + 1] - bounds[r];
      copy.copy(r, at, count);
      at += count;
    }
  }

  private INDArray slice(INDArray vector, int run) {
    return vector.reshape(vector.length()).get(NDArrayIndex.interval(bounds[run], bounds[run + 1]));
  }

  /** Called once per copy of all runs, because making a buffer costs more than copying a run. */
  private static FloatBuffer floats(INDArray vector) {
    return new FloatPointer(vector.data().addressPointer()).capacity(vector.length()).asBuffer();
  }

  private static DoubleBuffer doubles(INDArray vector) {
    return new DoublePointer(vector.data().addressPointer()).capacity(vector.length()).asBuffer();
  }
}
