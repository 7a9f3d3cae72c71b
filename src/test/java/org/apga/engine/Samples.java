package org.apga.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apga.random.RandomStream;

/** Networks and batches small enough for a unit test. */
public final class Samples {
  public static final int SIZE = 32;
  public static final DenseNetSpec CLASSIFIER =
      new DenseNetSpec(SIZE, List.of(1, 2, 1, 1), 3, 6, 2, 2);
  public static final UNetSpec POLICY = new UNetSpec(SIZE, 2);
  public static final AdamSpec ADAM = AdamSpec.of(1e-3);

  private Samples() {}

  public static Batch batch(int images, long seed) {
    RandomStream random = new RandomStream(seed);
    double[] pixels = new double[images * SIZE * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = i % 2;
    }
    return new Batch(images, SIZE, SIZE, pixels, labels);
  }

  /** All numbers of a state, in order. */
  public static double[] numbers(NetworkState state) {
    return state.tensors().values().stream().flatMapToDouble(Samples::stream).toArray();
  }

  private static DoubleStream stream(Tensor tensor) {
    return IntStream.range(0, tensor.size()).mapToDouble(tensor::at);
  }

  /** The same weights with one element of one tensor moved. */
  public static NetworkState moved(NetworkState state, String name, int element, double by) {
    return changed(
        state,
        name,
        tensor -> {
          double[] values = stream(tensor).toArray();
          values[element] += by;
          return new Tensor.Doubles(tensor.shape(), values);
        });
  }

  /** The same weights with one tensor replaced. */
  public static NetworkState changed(
      NetworkState state, String name, UnaryOperator<Tensor> change) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
    tensors.put(name, change.apply(Objects.requireNonNull(tensors.get(name))));
    return new NetworkState(tensors);
  }

  /** The gradient that a first step saw: Adam's first moment is a tenth of it. */
  public static double gradient(NetworkState afterOneStep, String name, int element) {
    NetworkState.Optimiser optimiser = Objects.requireNonNull(afterOneStep.optimiser());
    return Objects.requireNonNull(optimiser.firstMoments().get(name)).at(element) * 10;
  }

  /** Length of the difference of two first steps' gradients, as a share of the second's length. */
  public static double gradientError(NetworkState rough, NetworkState fine) {
    double[] left = firstMoments(rough);
    double[] right = firstMoments(fine);
    double difference = 0;
    double length = 0;
    for (int i = 0; i < left.length; i++) {
      difference += (left[i] - right[i]) * (left[i] - right[i]);
      length += right[i] * right[i];
    }
    return Math.sqrt(difference / length);
  }

  private static double[] firstMoments(NetworkState state) {
    return Objects.requireNonNull(state.optimiser()).firstMoments().values().stream()
        .flatMapToDouble(Samples::stream)
        .toArray();
  }

  public static double largestDifference(double[] left, double[] right) {
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs(left[i] - right[i]));
    }
    return largest;
  }
}
