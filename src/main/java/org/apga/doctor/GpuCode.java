package org.apga.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apga.engine.TorchBuild;

/**
 * Machine code for GPUs, without PTX, from which a driver could make code for others.
 *
 * @param name whose it is, such as {@code nd4j-cuda 11.6}
 * @param cuda major version of the CUDA that it was built with
 * @param capabilities compute capabilities that it was built for, such as {@code 8.6}
 * @param otherwise what helps where there is no GPU for it, such as {@code build for CPUs}
 */
record GpuCode(String name, int cuda, List<String> capabilities, String otherwise) {
  /** What ND4J's own build for GPUs carries. */
  static final GpuCode ND4J =
      new GpuCode(
          "nd4j-cuda 11.6",
          11,
          List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6"),
          "build for CPUs (mvn -DskipTests package)");

  /** The oldest driver for programs of any CUDA of a major version on Linux, by that version. */
  private static final Map<Integer, String> OLDEST_DRIVERS =
      // CUDA Compatibility, "Minor Version Compatibility".
      Map.of(11, "450.80.02", 12, "525.60.13", 13, "580.65.06");

  /** Libtorch's, as long as nobody has looked into its file. */
  static final GpuCode LIBTORCH =
      new GpuCode("libtorch", 0, List.of(), "take numerics.device = cpu");

  /** That of a library which was looked into. */
  GpuCode of(TorchBuild build, TorchBuild.Gpu gpu) {
    return new GpuCode(name + " " + build.told(), gpu.cuda(), gpu.capabilities(), otherwise);
  }

  /** The capabilities in words: {@code 7.0, 7.5}. */
  String told() {
    return String.join(", ", capabilities);
  }

  /** The oldest driver that runs it; 0 where nobody knows. */
  String oldestDriver() {
    return OLDEST_DRIVERS.getOrDefault(cuda, "0");
  }

  boolean isTooOld(String driver) {
    return Arrays.compare(numbers(driver), numbers(oldestDriver())) < 0;
  }

  /**
   * Whether it runs on a compute capability such as {@code 8.9}: code runs on the same major
   * version with the same or a higher minor one (CUDA C++ Programming Guide, "Binary
   * Compatibility").
   */
  boolean runsOn(String capability) {
    int[] gpu = numbers(capability);
    return capabilities.stream()
        .map(GpuCode::numbers)
        .anyMatch(code -> code[0] == gpu[0] && code[1] <= gpu[1]);
  }

  /** Part by part: 450.119.03 is newer than 450.80.02. */
  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\D+"))
        .filter(part -> !part.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
