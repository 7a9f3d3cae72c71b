package org.apga.engine.dl4j;

import java.util.Arrays;
import org.apga.engine.Precision;
import org.apga.engine.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A flat vector in host memory, in the precision of its network. */
sealed interface HostVector {

  /** A copy of an array's elements, row-major. */
  static HostVector of(INDArray array) {
    INDArray copy = array.dup('c');
    HostVector host =
        array.dataType() == DataType.DOUBLE
            ? new Doubles(copy.data().asDouble())
            : new Floats(copy.data().asFloat());
    copy.close();
    return host;
  }

  static HostVector zeros(Precision precision, long length) {
    int size = Math.toIntExact(length);
    return precision == Precision.DOUBLE
        ? new Doubles(new double[size])
        : new Floats(new float[size]);
  }

  Tensor read(int offset, int[] shape);

  void write(int offset, Tensor tensor);

  /** Copies the elements to an array of the same length. */
  void into(INDArray array);

  record Floats(float[] values) implements HostVector {
    @Override
    public Tensor read(int offset, int[] shape) {
      return new Tensor.Floats(
          shape.clone(), Arrays.copyOfRange(values, offset, offset + Tensor.sizeOf(shape)));
    }

    @Override
    public void write(int offset, Tensor tensor) {
      for (int i = 0; i < tensor.size(); i++) {
        values[offset + i] = (float) tensor.at(i);
      }
    }

    @Override
    public void into(INDArray array) {
      copy(Nd4j.createFromArray(values), array);
    }
  }

  record Doubles(double[] values) implements HostVector {
    @Override
    public Tensor read(int offset, int[] shape) {
      return new Tensor.Doubles(
          shape.clone(), Arrays.copyOfRange(values, offset, offset + Tensor.sizeOf(shape)));
    }

    @Override
    public void write(int offset, Tensor tensor) {
      for (int i = 0; i < tensor.size(); i++) {
        values[offset + i] = tensor.at(i);
      }
    }

    @Override
    public void into(INDArray array) {
      copy(Nd4j.createFromArray(values), array);
    }
  }

  private static void copy(INDArray from, INDArray to) {
    to.assign(from.reshape(to.shape()));
    from.close();
  }
}
