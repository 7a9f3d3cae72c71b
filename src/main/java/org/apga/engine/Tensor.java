package org.apga.engine;

/** A dense array in host memory, row-major, in the precision of the engine it came from. */
public sealed interface Tensor {

  /** Length of each dimension. */
  int[] shape();

  /** Number of elements. */
  int size();

  /** Element {@code i} in row-major order. */
  double at(int i);

  /** 32-bit elements. */
  record Floats(int[] shape, float[] values) implements Tensor {
    /** Checks that the shape fits the values. */
    public Floats {
      checkSize(shape, values.length);
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int i) {
      return values[i];
    }
  }

  /** 64-bit elements. */
  record Doubles(int[] shape, double[] values) implements Tensor {
    /** Checks that the shape fits the values. */
    public Doubles {
      checkSize(shape, values.length);
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int i) {
      return values[i];
    }
  }

  /** Product of the dimensions; 1 for a scalar. */
  static int sizeOf(int[] shape) {
    int size = 1;
    for (int dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }

  private static void checkSize(int[] shape, int length) {
    if (sizeOf(shape) != length) {
      throw new IllegalArgumentException(
          "Cannot make a tensor of shape "
              + java.util.Arrays.toString(shape)
              + ": it has "
              + length
              + " values.");
    }
  }
}
