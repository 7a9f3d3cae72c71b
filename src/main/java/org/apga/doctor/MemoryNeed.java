package org.apga.doctor;

import java.util.Comparator;
import java.util.List;
import org.apga.config.GridConfig;
import org.apga.config.Variation;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Parameter;
import org.apga.engine.UNetSpec;

/**
 * The least memory that one trial's networks need, on the device where they are.
 *
 * <p>parameters x 4 (weight, gradient, Adam's two moments) + batch x the outputs of convolutions,
 * norms and pools, which the backward pass needs. Not counted are ReLUs and joins, which can share
 * memory with their inputs, and work space. So training needs more than this: table {@code trials}
 * has the peak of a trained trial in column {@code peak_memory_mb}.
 *
 * @param stateBytes size of parameters, gradients and moments
 * @param activationBytes size of the activations of a training step's batch
 */
public record MemoryNeed(long stateBytes, long activationBytes) {
  private static final int COPIES = 4;
  private static final List<String> SIZES =
      List.of(
          "classifier.",
          "policy.base-width",
          "train.image-size",
          "train.batch-size",
          "numerics.precision");

  /**
   * Returns the need of the largest trial of a grid: an arm with a policy holds both networks, and
   * a variation may have a larger batch, image or network.
   */
  public static MemoryNeed of(GridConfig config) {
    return Variation.each(config, SIZES).stream()
        .map(MemoryNeed::alone)
        .max(Comparator.comparingLong(MemoryNeed::bytes))
        .orElseThrow();
  }

  private static MemoryNeed alone(GridConfig config) {
    long bytes = config.engine().precision().bytes();
    long parameters = count(config.classifier().parameters());
    long activations = activations(config.classifier());
    if (config.grid().arms().stream().anyMatch(arm -> arm.trainsPolicy())) {
      parameters += count(config.policy().parameters());
      activations += activations(config.policy());
    }
    return new MemoryNeed(
        parameters * COPIES * bytes, activations * config.training().batchSize() * bytes);
  }

  /** Returns the sum of both. */
  long bytes() {
    return stateBytes + activationBytes;
  }

  /** Returns the sum of both as text, such as {@code 4.5 GiB}. */
  public String told() {
    return Finding.bytes(bytes());
  }

  private static long count(List<Parameter> parameters) {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /** Number of values of one image that a DenseNet keeps for the backward pass. */
  static long activations(DenseNetSpec spec) {
    long side = spec.imageSize() / 2;
    long numbers = 2L * spec.stemWidth() * side * side;
    side /= 2;
    long channels = spec.stemWidth();
    numbers += channels * side * side;
    long width = (long) spec.bottleneck() * spec.growth();
    for (int b = 0; b < spec.blocks().size(); b++) {
      for (int layer = 0; layer < spec.blocks().get(b); layer++) {
        numbers += (channels + 2 * width + spec.growth()) * side * side;
        channels += spec.growth();
      }
      numbers += channels * side * side;
      if (b < spec.blocks().size() - 1) {
        numbers += channels / 2 * side * side;
        channels /= 2;
        side /= 2;
        numbers += channels * side * side;
      }
    }
    return numbers;
  }

  /** Number of values of one image that a U-Net keeps for the backward pass. */
  static long activations(UNetSpec spec) {
    long side = spec.imageSize();
    long numbers = 0;
    int[] encoder = spec.encoderWidths();
    for (int i = 0; i < encoder.length; i++) {
      // There is one convolution of each of the first two sizes, then there are two of each.
      if (i == 1 || i == 2 || (i > 2 && i % 2 == 0)) {
        side /= 2;
        numbers += encoder[i - 1] * side * side;
      }
      numbers += encoder[i] * side * side;
    }
    side /= 2;
    numbers += encoder[encoder.length - 1] * side * side;
    for (int b = 0; b < UNetSpec.DECODER.size(); b++) {
      int[] block = spec.decoderWidths(b);
      numbers += block[1] * side * side;
      side *= 2;
      numbers += block[2] * side * side;
    }
    return numbers + (spec.baseWidth() + 1) * side * side;
  }
}
