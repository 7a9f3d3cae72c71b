package org.apga.engine;

/**
 * The native code that an engine computes with in this process.
 *
 * @param device what it computes on
 * @param instructionSet which of its builds for CPUs it is, such as {@code onednn-avx2}; empty on
 *     GPUs
 */
public record NativeBuild(Device device, String instructionSet) {

  /** The device for which a build computes. */
  public enum Device {
    CPU,
    CUDA,
    /** The distribution contains no native code. */
    NONE
  }
}
