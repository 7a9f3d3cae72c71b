package org.apga.store.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apga.engine.Tensor;

/** Formats of numbers in a weights file, little endian. */
enum NumberFormat {
  FLOAT("<f4", "F32", "float32", Float.BYTES),
  DOUBLE("<f8", "F64", "float64", Double.BYTES),
  /** Read as floats, which can represent every value. */
  HALF("<f2", "F16", "float16", Short.BYTES),
  /** Read as floats, which can represent every value; numpy has no such type. */
  BFLOAT("", "BF16", "bfloat16", Short.BYTES),
  LONG("<i8", "I64", "int64", Long.BYTES);

  private static final int CHUNK_BYTES = 1 << 16;
  private static final int HALF_FRACTION_BITS = 10;
  private static final int HALF_BIAS = 15;

  /** The name in a .npy header. */
  final String numpy;

  /** The name in a safetensors header. */
  final String safetensors;

  /** The name in PyTorch and numpy. */
  final String label;

  final int bytes;

  NumberFormat(String numpy, String safetensors, String label, int bytes) {
    this.numpy = numpy;
    this.safetensors = safetensors;
    this.label = label;
    this.bytes = bytes;
  }

  /**
   * Reads a tensor's numbers.
   *
   * @throws EOFException if the stream has fewer
   * @throws IllegalStateException for whole numbers, which are not weights
   */
  Tensor read(InputStream in, int[] shape) throws IOException {
    int size = Tensor.sizeOf(shape);
    byte[] buffer = new byte[(int) Math.min(CHUNK_BYTES, (long) size * bytes)];
    int step = CHUNK_BYTES / bytes;
    float[] floats = new float[this == DOUBLE ? 0 : size];
    double[] doubles = new double[this == DOUBLE ? size : 0];
    for (int start = 0; start < size; start += step) {
      int count = Math.min(step, size - start);
      ByteBuffer chunk = chunk(in, buffer, count * bytes);
      switch (this) {
        case FLOAT -> chunk.asFloatBuffer().get(floats, start, count);
        case DOUBLE -> chunk.asDoubleBuffer().get(doubles, start, count);
        case HALF -> {
          for (int i = 0; i < count; i++) {
            floats[start + i] = half(chunk.getShort());
          }
        }
        case BFLOAT -> {
          for (int i = 0; i < count; i++) {
            floats[start + i] = Float.intBitsToFloat(chunk.getShort() << Short.SIZE);
          }
        }
        case LONG -> throw new IllegalStateException("Whole numbers are not weights.");
      }
    }
    return this == DOUBLE ? new Tensor.Doubles(shape, doubles) : new Tensor.Floats(shape, floats);
  }

  /** Reads this many bytes as little-endian numbers. */
  static ByteBuffer chunk(InputStream in, byte[] buffer, int bytes) throws IOException {
    if (in.readNBytes(buffer, 0, bytes) < bytes) {
      throw new EOFException("unexpected end");
    }
    return ByteBuffer.wrap(buffer, 0, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** IEEE 754 binary16; Java 17 has no conversion of its own. */
  private static float half(short bits) {
    int exponent = bits >> HALF_FRACTION_BITS & 0x1f;
    int fraction = bits & (1 << HALF_FRACTION_BITS) - 1;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, 1 - HALF_BIAS - HALF_FRACTION_BITS);
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default ->
              Math.scalb(
                  (float) (fraction | 1 << HALF_FRACTION_BITS),
                  exponent - HALF_BIAS - HALF_FRACTION_BITS);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
