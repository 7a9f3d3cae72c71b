package org.apga.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which engine computes, on which device and how.
 *
 * @param name one of {@link #NAMES}
 * @param threads threads of one operation on a CPU
 */
public record EngineChoice(String name, Device device, Precision precision, int threads) {
  /** The engine that suits the device: oneDNN plans on a CPU, libtorch on a GPU. */
  public static final String FITTING = "dl4j";

  /** Deeplearning4j's own operations, one after the other, on whatever ND4J is built for. */
  public static final String GRAPH = "dl4j-graph";

  /** Libtorch, on CPUs as well. */
  public static final String TORCH = "dl4j-torch";

  /** All engines. */
  public static final List<String> NAMES = List.of(FITTING, GRAPH, TORCH);

  /** Whether libtorch computes. */
  public boolean torch() {
    return name.equals(TORCH) || (name.equals(FITTING) && device == Device.CUDA);
  }

  /**
   * Why no engine can compute this, and what to use instead: {@code only libtorch computes in bf16;
   * use ...}. Empty while the device is not chosen.
   */
  public Optional<String> problem() {
    boolean mixed = precision == Precision.TF32 || precision == Precision.BF16;
    String format = precision.name().toLowerCase(Locale.ROOT);
    if (!mixed || device == Device.AUTO) {
      return Optional.empty();
    }
    if (!torch()) {
      return Optional.of(
          "only libtorch computes in %s; use float, device cuda with engine dl4j, or engine dl4j-torch"
              .formatted(format));
    }
    return precision == Precision.TF32 && device == Device.CPU
        ? Optional.of("only GPUs compute in tf32; use float, or device cuda")
        : Optional.empty();
  }

  /** The same with another number of threads. */
  public EngineChoice withThreads(int other) {
    return new EngineChoice(name, device, precision, other);
  }

  /** The same in another precision. */
  public EngineChoice in(Precision other) {
    return new EngineChoice(name, device, other, threads);
  }
}
