package org.apga.engine;

/**
 * The native code that an engine computes with in this process.
 *
 * @param device what it computes on
 * @param instructionSet which of its builds for CPUs, such as {@code onednn-avx2}; empty on GPUs
 */
public record NativeBuild(Device device, String instructionSet) {

  /** What a build computes on. */
  public enum Device {
    CPU,
    CUDA,
    /** The distribution carries no native code. */
    NONE
  }
}
