package org.apga.engine;

import java.util.SortedMap;

/**
 * The engine that computed a result.
 *
 * @param engine its name in the configuration, such as {@code dl4j}
 * @param device such as {@code cpu} or {@code gpu 0 (NVIDIA A100)}
 * @param precision of parameters and arithmetic
 * @param threads threads that one network computes with
 * @param deterministic whether the same inputs give the same bits on this device
 * @param versions of the software below it, by name
 */
public record EngineDescription(
    String engine,
    String device,
    Precision precision,
    int threads,
    boolean deterministic,
    SortedMap<String, String> versions) {

  /** Engine and device: {@code dl4j on cpu}. */
  public String place() {
    return engine + " on " + device;
  }
}
