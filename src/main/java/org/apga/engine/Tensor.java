package org.apga.engine;

import java.util.Arrays;

/** A dense array in host memory, row-major, in the precision of the engine it came from. */
public sealed interface Tensor {

  /** Length of each dimension. */
  int[] shape();

  /** Number of elements. */
  int size();

  /** Element {@code i} in row-major order. */
  double at(int i);

  /** The elements from {@code offset} on that fill the shape {@code part}, with that shape. */
  Tensor slice(int offset, int[] part);

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

    @Override
    public Floats slice(int offset, int[] part) {
      return new Floats(part.clone(), Arrays.copyOfRange(values, offset, offset + sizeOf(part)));
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

    @Override
    public Doubles slice(int offset, int[] part) {
      return new Doubles(part.clone(), Arrays.copyOfRange(values, offset, offset + sizeOf(part)));
    }
  }

  /** Product of the dimensions; 1 for a scalar. */
  static int sizeOf(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private static void checkSize(int[] shape, int length) {
    if (sizeOf(shape) != length) {
      throw new IllegalArgumentException(
          "Cannot make a tensor of shape %s: it has %s values."
              .formatted(Arrays.toString(shape), length));
    }
  }
}
