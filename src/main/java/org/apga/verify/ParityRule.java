package org.apga.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.Batch;
import org.apga.engine.NetworkState;
import org.apga.engine.Parameter;
import org.apga.engine.Tensor;
import org.apga.random.RandomStream;

/** The rule that defines a parity case's weights, images and labels, so that no file is needed. */
public final class ParityRule {
  /** Distance of the streams of two images. */
  private static final long IMAGE_STRIDE = 1000003;

  private ParityRule() {}

  /** Returns {@code size} numbers in [-1, 1) from SplitMix64 started at {@code stream}. */
  static double[] unit(long stream, int size) {
    RandomStream random = new RandomStream(stream);
    double[] numbers = new double[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = random.nextDouble() * 2 - 1;
    }
    return numbers;
  }

  /**
   * Returns the weights of a network.
   *
   * @param prefix {@code classifier.} or {@code policy.}
   */
  public static NetworkState weights(List<Parameter> parameters, String prefix, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      double[] values = unit(RandomStream.hash(prefix + parameter.name()) ^ seed, parameter.size());
      int[] shape = parameter.shape();
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (parameter.kind()) {
              case CONVOLUTION, TRANSPOSED_CONVOLUTION, LINEAR ->
                  values[i] * Math.sqrt(6.0 / (parameter.size() / shape[0]));
              case NORM_WEIGHT -> 1 + 0.1 * values[i];
              case BIAS, NORM_BIAS -> 0.1 * values[i];
              case RUNNING_MEAN -> 0;
              case RUNNING_VARIANCE -> 1;
            };
      }
      tensors.put(parameter.name(), new Tensor.Doubles(shape, values));
    }
    return new NetworkState(tensors);
  }

  /**
   * Returns images {@code from} .. {@code from + count - 1} of a seed, with their labels.
   *
   * @param size height and width, pixels
   * @param classes number of classes, which the images have in turn
   */
  public static Batch images(long seed, int from, int count, int size, int classes) {
    double[] pixels = new double[count * size * size];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int k = from + i;
      paint(
          pixels,
          i * size * size,
          size,
          unit((RandomStream.hash("image") ^ seed) + k * IMAGE_STRIDE, 6));
      labels[i] = (int) ((k + (seed & 1)) % classes);
    }
    return new Batch(count, size, size, pixels, labels);
  }

  private static void paint(double[] pixels, int offset, int size, double[] v) {
    for (int i = 0; i < size; i++) {
      double row = (double) i / size * 2 * Math.PI;
      for (int j = 0; j < size; j++) {
        double column = (double) j / size * 2 * Math.PI;
        pixels[offset + i * size + j] =
            0.5
                + 0.2 * Math.sin(row * (2 + 2 * v[0]) + 3 * v[1])
                + 0.2 * Math.sin(column * (2 + 2 * v[2]) + 3 * v[3])
                + 0.1 * Math.sin((row + column) * (4 + 3 * v[4]) + 3 * v[5]);
      }
    }
  }
}
