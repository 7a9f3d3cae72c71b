package org.apga.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apga.engine.TorchBuild;

/**
 * Machine code for GPUs, without the PTX from which a driver could make code for other GPUs.
 *
 * @param name the library and its version, such as {@code nd4j-cuda 11.6}
 * @param cuda major version of the CUDA that it was built with
 * @param capabilities compute capabilities that it was built for, such as {@code 8.6}
 * @param otherwise what to do without a suitable GPU, such as {@code build for CPUs}
 */
record GpuCode(String name, int cuda, List<String> capabilities, String otherwise) {
  /** The code in ND4J's own build for GPUs. */
  static final GpuCode ND4J =
      new GpuCode(
          "nd4j-cuda 11.6",
          11,
          List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6"),
          "build for CPUs (mvn -DskipTests package)");

  /** The oldest driver on Linux for programs of each major CUDA version. */
  private static final Map<Integer, String> OLDEST_DRIVERS =
      // CUDA Compatibility, "Minor Version Compatibility".
      Map.of(11, "450.80.02", 12, "525.60.13", 13, "580.65.06");

  /** The code in libtorch, before its file was read. */
  static final GpuCode LIBTORCH =
      new GpuCode("libtorch", 0, List.of(), "take numerics.device = cpu");

  /** Returns the code in a library whose file was read. */
  GpuCode of(TorchBuild build, TorchBuild.Gpu gpu) {
    return new GpuCode(name + " " + build.told(), gpu.cuda(), gpu.capabilities(), otherwise);
  }

  /** Returns the capabilities as text: {@code 7.0, 7.5}. */
  String told() {
    return String.join(", ", capabilities);
  }

  /** Returns the oldest driver that runs it; 0 if that is not known. */
  String oldestDriver() {
    return OLDEST_DRIVERS.getOrDefault(cuda, "0");
  }

  boolean isTooOld(String driver) {
    return Arrays.compare(numbers(driver), numbers(oldestDriver())) < 0;
  }

  /**
   * Returns whether it runs on a compute capability such as {@code 8.9}: code runs on the same
   * major version with the same or a higher minor one (CUDA C++ Programming Guide, "Binary
   * Compatibility").
   */
  boolean runsOn(String capability) {
    int[] gpu = numbers(capability);
    return capabilities.stream()
        .map(GpuCode::numbers)
        .anyMatch(code -> code[0] == gpu[0] && code[1] <= gpu[1]);
  }

  /** Splits a version into numbers, because 450.119.03 is newer than 450.80.02. */
  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\D+"))
        .filter(part -> !part.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
