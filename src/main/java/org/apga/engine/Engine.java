package org.apga.engine;

import java.util.Optional;

/**
 * Opens networks on one device.
 *
 * <p>An engine computes; it makes no decision about training. Its networks accept and return host
 * memory and plain types, so that an arm reads like its paper and a second engine can be added. An
 * engine and its networks belong to one thread.
 */
public interface Engine extends AutoCloseable {

  /**
   * The device, its software versions, precision, threads, and whether results repeat bit for bit.
   */
  EngineDescription description();

  /** Use of the device's own memory; empty if networks live in the host's memory. */
  default Optional<DeviceMemory> memory() {
    return Optional.empty();
  }

  /**
   * A classifier with the given weights, and the given optimiser state if there is one (otherwise
   * Adam starts afresh).
   *
   * @throws IllegalArgumentException if a weight is missing, surplus or of another shape
   */
  Classifier classifier(DenseNetSpec spec, ClassifierSteps steps, NetworkState state);

  /** The same, with the plain mean cross-entropy and one set of norms. */
  default Classifier classifier(DenseNetSpec spec, AdamSpec adam, NetworkState state) {
    return classifier(spec, ClassifierSteps.plain(adam), state);
  }

  /**
   * A masking policy with the given weights, and the given optimiser state if there is one.
   *
   * @throws IllegalArgumentException if a weight is missing, surplus or of another shape
   */
  MaskPolicy policy(UNetSpec spec, AdamSpec adam, NetworkState state);

  /** A classifier with fresh weights drawn for {@code seed}. */
  default Classifier classifier(DenseNetSpec spec, AdamSpec adam, long seed) {
    return classifier(spec, adam, InitialWeights.draw(spec, seed));
  }

  /** A masking policy with fresh weights drawn for {@code seed}. */
  default MaskPolicy policy(UNetSpec spec, AdamSpec adam, long seed) {
    return policy(spec, adam, InitialWeights.draw(spec, seed));
  }

  @Override
  void close();
}
